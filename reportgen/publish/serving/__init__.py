"""Reports that are built again while their runs are logged and their specs are written."""
