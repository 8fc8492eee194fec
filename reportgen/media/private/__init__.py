"""Files that a run logged, without what cameras and programs wrote into them of people and machines."""
