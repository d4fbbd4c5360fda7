"""Tables of papers: CSV and its kin, and Parquet."""
