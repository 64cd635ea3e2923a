"""Ana's sittings: AWS, costs, and the people side."""

from __future__ import annotations

from typing import Final

DIARY: Final = (
    "1h aws cost management: the ten most expensive resources, three belong to nobody",
    "1h vpc architecture: one VPC for each stage or one account, wrote down both",
    "1h15 high availability pattern",
    "1h aws iam policies: permission boundaries, read the evaluation order twice",
    "45m one-to-ones: fewer status questions, one about what is hard",
    "1h auto scaling (aws): target tracking at 60 percent after the load test",
    "1h rds read replicas: replica lag in the dashboard next to the reads",
    "30m mentoring colleagues",
    "1h multi-az/multi-region (aws): what a region failure would cost us in hours",
    "1h30 cloudtrail: every assume-role of last week, two that I couldn't explain",
    "1h aws secrets manager: rotation for the reporting database, ten minutes of double passwords",
    "1h rds proxy",
    "45m facilitating meetings: agenda as questions",
    "1h cloudfront: cache key without the tracking parameters, hit rate 61 to 88",
    "1h lambda concurrency: reserved for the webhook, the rest may wait",
    "1h guardduty",
    "1h15 multi-az/multi-region (aws): restored the snapshot in another region, 47 minutes",
    "1h vpc endpoints: interface endpoints are cheap until you count the zones",
    "45m technical writing: cut the runbook from six pages to two",
    "1h aws cost management: savings plan for the base load only",
    "1h security group chaining",
    "1h cloudwatch alarms: composite alarm, one page where there were five",
    "1h conflict resolution",
    "50m elasticache: eviction policy was noeviction, so writes failed",
    "1h microservices on ecs: circuit breaker on deployments",
    "1h aws waf: count mode for a week before blocking",
    "45m remote and async work",
    "1h dynamodb auto-scaling: on demand is fine for us",
    "1h s3 request rate scaling",
    "1h serverless data pipeline: the nightly export without a server",
)
