"""What Roadmate does with its data: one module per subject, plain values out."""
