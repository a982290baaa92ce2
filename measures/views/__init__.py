"""Pages of this floor, a module for each room; each module lists its own addresses in `urlpatterns`."""
