"""The page of reports: tables and charts of a year or any other period."""
