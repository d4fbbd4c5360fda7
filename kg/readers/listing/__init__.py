"""The reader of a listing page in every form that people save it in."""
