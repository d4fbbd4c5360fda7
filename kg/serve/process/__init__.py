"""Workers as processes: started, confined, spoken with, ended."""
