"""What happens once: each scene is a part of the team's twelve weeks."""
