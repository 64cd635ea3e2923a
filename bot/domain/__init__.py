"""Pure rules: values in, values out; no clock, no storage, no Slack."""
