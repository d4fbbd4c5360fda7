"""What a digest rests on: periods, the graph that is asked, the records that it is told with."""
