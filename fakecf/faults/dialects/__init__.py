"""Who says that something went wrong, each in its own words; one file for each, none knows CAPI."""
