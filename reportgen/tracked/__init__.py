"""What readers of trackers share: a run as keys with points, media and tables, files by their endings, zips, logs."""
