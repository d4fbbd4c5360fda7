"""Cards of models and datasets, and Croissant metadata: what files say of artifacts."""
