"""The stages of a build on a cluster, one module a stage."""
