"""What all stages rest on: a session, files of the cluster, frames of rows, stages that are kept."""
