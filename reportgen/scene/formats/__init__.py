"""Readers of 3D files: meshes, point clouds, lidar scenes, structures."""
