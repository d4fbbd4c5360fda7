"""Making a folder's graph: built, changed, drawn again, checked and mended."""
