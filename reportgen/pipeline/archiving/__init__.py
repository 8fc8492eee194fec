"""What a build puts into the report so that it can be built again, and what it takes from a report built before."""
