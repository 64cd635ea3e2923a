"""Messages: values in, text and blocks out."""
