"""What each service is asked, and how its pages lead on: one module a service."""
