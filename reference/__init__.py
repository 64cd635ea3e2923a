"""Write the parts of the documentation that the code itself knows: `make reference`."""
