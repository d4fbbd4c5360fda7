"""The build on a Spark cluster: the same graph as on one machine, to the byte, as sorted parts."""
