"""Who is this paper: ids, dates and authors from a title alone, by an index that lies on this machine."""
