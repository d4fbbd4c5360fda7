"""What a paper does with an artifact."""
