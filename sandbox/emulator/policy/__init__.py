"""Policy evaluation, written from the IAM User Guide ("Policy evaluation logic"). Pure: no moto, no network, no clock."""
