"""Paper: posters, slips, signs and letters as accessible PDF, for people who have no phone at hand."""
