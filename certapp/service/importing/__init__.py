"""Lists of objects made elsewhere: read, matched to the form, looked over dry, and taken in whole or not at all."""
