"""The words of a listing page: what each kind of line says, in many languages."""
