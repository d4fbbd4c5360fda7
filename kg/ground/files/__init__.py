"""Files read and written so that nothing is lost: whole, durable, checked, under any name."""
