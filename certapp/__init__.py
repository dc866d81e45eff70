"""certapp: export certificates for cultural objects."""

__version__ = "0.1.0"
