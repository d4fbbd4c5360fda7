"""What a person asks of the catalogue: what it has, what two of them differ in, how much of the world it covers."""
