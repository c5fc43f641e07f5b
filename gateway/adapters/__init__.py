"""What touches the world. Each module implements a port; adapters do not know each other."""
