"""What people say in everyday words, and the words of the content that are looked for besides.

A row is what may be said, alternatives between bars, and after the arrow what it means. All words of an alternative
have to be said, in any order and any form: `bill high` is in "why are our bills so high". Where several words say
something together, each of them by itself says little.
"""

from __future__ import annotations

from typing import Final

SAYINGS: Final = """
# money
bill high | cost | costs | bill | invoice | expensive | cheap -> cost budget finops billing optimization management
money | price | pay | spend | spending | save money | afford -> cost budget finops billing optimization management
waste -> cost budget finops billing optimization management
too much capacity | oversized | underused | idle -> rightsizing cost utilization
# failures
go down | goes down | falls over | fall over | outage | survive | dies | zone fails -> failover high availability
region fails -> failover high availability
data center fails | region down | zone down | disaster | earthquake -> disaster recovery multi-az region
burns down | data center | fire data center -> disaster recovery multi-az region
on fire | production down | pager | paged | emergency | wake up | 3am -> incident response on-call
always up | stay up | uptime | reliable | no outage | keep running -> high availability fault tolerance
without downtime | no downtime | without outage | nobody notices -> zero-downtime rolling blue-green
without interruption -> zero-downtime rolling blue-green
keeps crashing | restarts | crash | crash loop | restarts itself | dies | start again -> restart health check
restart automatically | come back -> restart health check
alive | healthy | still works | ping -> health check liveness probe
out of memory | oom | memory full | killed | eats memory | memory leak -> memory limit oom resource
uses too much memory -> memory limit oom resource
hungry | hog | too much cpu | eats cpu | noisy neighbor | starve -> cpu limit resource noisy
what is wrong | find bug | debug | broken | doesnt start | fails to start | investigate -> debugging troubleshooting
troubleshoot | figure out why -> debugging troubleshooting
undo release | undo deploy | bad release | bad deploy | broken release | go back | back to old -> rollback revert
previous version | old version | revert -> rollback revert
timeout | hangs | takes forever | waits too long -> timeout
disk full | no space | disk space | out of space -> storage volume persistent volumes
server fails | node fails | machine fails | server dies | node dies | hardware fails -> failover high availability
server down -> failover high availability
secure | safe | safer | harden | lock down | protect -> security
broken code | bad code | catch bugs | tests before -> ci/cd pipeline continuous integration automated tests
quality -> ci/cd pipeline continuous integration automated tests
# fast and slow
slow | latency | fast | speed | speed up | performance | laggy | sluggish -> performance
slow website | website slow | page slow | slow page | slow site -> cdn caching web performance compression
site slow | page load | load fast | load slowly | faster website -> cdn caching web performance compression
slow database | database slow | slow queries | query slow | slow query -> database scaling read replicas indexing
slow sql | database overloaded -> database scaling read replicas indexing
slow function | function slow | lambda slow | first call -> cold start lambda concurrency provisioned
first request | warm | wakes up -> cold start lambda concurrency provisioned
slow terraform | terraform slow | plan slow | slow plan | plan takes -> terraform performance parallelism
apply takes -> terraform performance parallelism
slow build | build slow | build takes | faster build | builds faster -> build cache image layers caching
far away | other continent | worldwide | around the world | close to users | near users -> cdn edge global locations
global users | abroad -> cdn edge global locations
traffic spike | spike | peak | rush | more users | black friday | many users -> auto scaling horizontal
sudden traffic | more traffic | growth | grow | lots of traffic | viral | heavy load -> auto scaling horizontal
handle load | more load -> auto scaling horizontal
bigger machine | bigger server | stronger machine | more power | more ram | more cpu -> vertical scaling rightsizing
more machines | more servers | more instances | more copies | several copies -> horizontal scaling replicas
add servers | more pods -> horizontal scaling replicas
automatically grow | grow shrink | scale itself | adjust itself | scales by itself -> auto scaling autoscaler
share traffic | spread traffic | spread requests | distribute traffic -> load balancing balancer distribution
distribute requests | split load | spread load | balance traffic -> load balancing balancer distribution
share load | distribute load | even load -> load balancing balancer distribution
split traffic | part of traffic | some users | few users | percent of users -> canary traffic splitting gradual
small group | subset | test on some | percent traffic -> canary traffic splitting gradual
too many connections | connections run out | many connections | connection limit -> connection pooling proxy
reuse connections | open connections | database connections -> connection pooling proxy
read heavy | many reads | keep up reads | reads slow | read load | only reads -> read replicas
split data | data too big | huge table | big table | too much data -> sharding partitioning database scaling
split database | split table -> sharding partitioning database scaling
remember results | keep in memory | store results | same result | recompute -> caching cache in-memory redis
temporary copy -> caching cache in-memory redis
stale | old content | outdated content | still see old | refresh cache | clear cache -> cache invalidation purge
empty cache | flush cache -> cache invalidation purge
later | in background | background | long task | long running -> asynchronous async processing message queue workers
queue | offload | deferred | takes minutes -> asynchronous async processing message queue workers
send messages | talk between services | events between | events | message bus -> messaging queue pub/sub kafka event
publish subscribe -> messaging queue pub/sub kafka event
services talk | service talk | call each other | talk to each other -> service communication discovery networking
communicate between | services communicate -> service communication discovery networking
find each other | find services | find other services | know where | address of service -> service discovery dns
# secrets, access
password | passphrase | credentials | api key | api keys | token | tokens -> secrets credentials secrets management
secret key | private key -> secrets credentials secrets management
rotate secret | rotate password | change password | renew password -> secret rotation key rotation rotated
rotate key | rotate credential | new keys | change keys | expire key -> secret rotation key rotation rotated
renew key -> secret rotation key rotation rotated
store password | keep password | store secret | hide password -> secrets management vault secrets manager
where put password | keep secret | save password | store api key -> secrets management vault secrets manager
safe place -> secrets management vault secrets manager
password git | secret git | key github | leak git | committed secret -> git security secret scanning gitignore
commit password | pushed secret | secret repository | leaked | leak -> git security secret scanning gitignore
password container | secret container | password image | secret image | password docker -> docker secrets injection
secret terraform | password terraform | password state -> sensitive variables state encryption terraform
secret state | secret variable | password variable -> sensitive variables state encryption terraform
who can | who may | allowed | allow | right | rights | permission -> access control iam rbac permissions
permissions | restrict | access | who has access | limit access | forbid -> access control iam rbac permissions
grant -> access control iam rbac permissions
only what needed | as little | fewer rights | minimal permissions -> least privilege iam policies
too many permissions | too many rights | too much access -> least privilege iam policies
logs in one | read logs in | logs containers in -> log pipelines aggregation elk
log in | login | sign in | sign up | sign on | user accounts -> authentication login sso oauth cognito user pool
google account | register users | users log | password users -> authentication login sso oauth cognito user pool
single sign -> authentication login sso oauth cognito user pool
two factor | second factor | 2fa | one time code -> mfa authentication
who did | who changed | who deleted | who touched | trace back -> audit logging cloudtrail audit trail
history of changes | track changes | record changes | proof | auditor -> audit logging cloudtrail audit trail
law | legal | gdpr | regulation | auditors | iso | sox | hipaa | certified -> compliance audit privacy
personal data | customer data | private data | privacy | user data -> data privacy pii macie
scramble | unreadable | encrypted | cipher | stolen disk | protect data -> encryption at rest in transit kms
padlock | https | certificate | certificates | ssl | tls | secure connection -> ssl tls certificates https
browser warning | lock icon -> ssl tls certificates https
# attacks
hack | hacker | hacked | attack | attacker | break in | intruder -> security threat detection protection waf
breach | compromise | malicious | bad guys | exploit -> security threat detection protection waf
flood | flooded | overwhelm | botnet | denial of service | taken down by traffic | attack traffic -> ddos protection
hammer | too many requests | abuse | spam | limit requests | limit calls -> rate limiting rate limit throttling
throttle | slow down clients | request limit | per minute | brute force -> rate limiting rate limit throttling
bot | bots | crawler | scraper | scrape | robots | fake users -> bot management challenge
injection | cross site | xss | bad input | form attack -> web application firewall waf owasp sql injection
web attack -> web application firewall waf owasp sql injection
block country | country | countries | region block | location block | foreign -> geoip blocking geographic
block ip | ban ip | bad ip | ip address | blacklist | blocklist -> ip reputation firewall rules
hole | holes | weakness | vulnerable | known bug | vulnerabilities | cve -> vulnerability scanning image scanning
outdated packages | outdated libraries | outdated dependency -> vulnerability scanning image scanning
safe image | images known -> image scanning vulnerabilities trivy
trust image | where image from | signed | tampered -> supply chain security image signing sbom
trust dependencies | what is inside | bill of materials | genuine -> supply chain security image signing sbom
root user | as root | not root | without root | non root -> non-root user isolation securitycontext rootless
escape container | break out | container escape | separate containers -> container isolation security
isolated containers -> container isolation security
firewall | open port | close port | ports | block traffic | who may connect -> security groups firewall network acl
which ip | incoming traffic | inbound | outbound rules -> security groups firewall network acl
pods talk | pod talk | which pods | between pods | pods reach | pod traffic | isolate pods -> network policies
strange behavior | suspicious | weird activity | unusual activity -> threat detection guardduty runtime security
detect attack | detect intruder -> threat detection guardduty runtime security
enforce rules | company rules | guardrails | forbid resources -> policy as code policy management admission
check rules | rules for everyone | must have -> policy as code policy management admission
# deploying
release | ship | go live | roll out | rollout | publish | deliver | put in production -> deployment delivery rollout
push to production | get code to production -> deployment delivery rollout
automatically deploy | deploy automatically | every commit | on push -> ci/cd pipeline continuous integration
build test deploy | automate release | automate build | automated tests -> ci/cd pipeline continuous integration
deploy from git | git source of truth | push to git deploy | sync from git | git cluster -> gitops argocd flux
repository cluster -> gitops argocd flux
turn on feature | turn off feature | switch feature | hide feature | enable feature -> feature flags toggles
disable feature | feature for some | unfinished feature -> feature flags toggles
two environments | two versions | switch over | old and new | side by side | swap versions -> blue-green deployment
one by one | step by step | bit by bit | gradually | piece by piece -> rolling gradual progressive deployment
slowly replace | little by little -> rolling gradual progressive deployment
compare versions | which version better | experiment -> a/b testing
stop everything | stop all | all at once -> recreate strategy
move to cloud | move servers | migrate | migration | lift and shift -> migration
split monolith | break up | break monolith | big application -> microservices migration monolith decompose
one big app | split app | smaller services | decompose -> microservices migration monolith decompose
first version | start small | prototype | startup -> mvp deployment monolith
small services | many services | separate services -> microservices
# containers
k8s | kube | k8 -> kubernetes
tf | hcl -> terraform
cf -> cloudflare
small image | image small | smaller image | image big | huge image -> multi-stage building base image slim layers
image size | shrink image | reduce image | slim image -> multi-stage building base image slim layers
docker image big | large image -> multi-stage building base image slim layers
keep data | lose data | data lost | data gone | data survive | persistent -> volume persistent volumes storage
persist | files gone | data after restart | container deleted data -> volume persistent volumes storage
save data container | data disappear -> volume persistent volumes storage
several containers | multiple containers | many containers together | run together -> docker compose multi-container
start together | one command -> docker compose multi-container
where store images | store images | share images | push image | upload image -> registry management private registry
keep images -> registry management private registry
package app | pack app | package application | put in container -> image building containerization dockerfile
containerise | dockerfile | create image | make image | build image -> image building containerization dockerfile
before start | first run | wait for database | prepare before | setup before -> init containers setup
before app starts | migrations before -> init containers setup
helper container | next to app | beside app | second container | extra container -> sidecar pattern
every node | each node | on all nodes | one per node | every machine -> daemonset
every night | nightly | schedule | scheduled | cron | at midnight | regularly run -> cronjobs jobs scheduled
every hour | once a day | periodic -> cronjobs jobs scheduled
database on kubernetes | stateful | stable name | database cluster -> statefulsets stateful applications
maintenance node | drain | node upgrade | evict | upgrade cluster -> pod disruption budget node drain
add nodes | more nodes | pending pods | no room | nodes full | cluster full -> cluster autoscaler nodes
install packages | install chart | package manager | templates yaml -> helm kustomize package management
reuse yaml -> helm kustomize package management
settings | env variable | environment variable | configuration | config -> configuration management configmaps
config file -> configuration management configmaps
separate teams | several teams | share cluster | teams on cluster | tenant -> namespace isolation multi-tenancy
tenants | own space -> namespace isolation multi-tenancy
expose app | reach from outside | from internet | outside world -> ingress load balancer services networking
open to internet | public address | expose service | incoming -> ingress load balancer services networking
new cluster | create cluster | set up cluster | install kubernetes -> cluster setup minikube kubeadm
start kubernetes | local cluster | cluster laptop | kubernetes laptop -> cluster setup minikube kubeadm
# infrastructure as code
infrastructure code | servers as code | automate servers | script servers | click console -> infrastructure as code
by hand | manually | without clicking | reproducible -> infrastructure as code
two people | same time | simultaneous | concurrent | conflict | at once apply -> state locking remote state backend
team terraform | colleague apply | lock -> state locking remote state backend
existing servers | already exists | already running | take over -> import existing resources terraform
made by hand | created manually | adopt | clicked together -> import existing resources terraform
changed by hand | someone changed | code differs | reality differs | different from code -> drift detection
out of sync | manual change -> drift detection
changed in console -> drift detection
dev staging prod | test and production | several environments | staging -> environment separation workspaces
production and test | separate environments | different environments -> environment separation workspaces
per environment -> environment separation workspaces
repeat code | copy paste | duplicate | reuse code | same code | reuse -> modules reusability reusable dry
many similar | several similar | same resource many | loop | repeat resource -> count for_each dynamic blocks
ten servers -> count for_each dynamic blocks
check before apply | preview | review before | what will change | dry run | see changes -> plan approval
approve change -> plan approval
only one resource | single resource | part of infrastructure | just one -> targeted deployment
upgrade provider | version changes | pin | fixed version | breaks after update -> version pinning
names for resources | label resources | which team owns | tags | tag -> tagging strategy
wrong input | wrong value | check input | validate -> variable validation
configure servers | set up servers | install software on servers -> configuration management ansible
many servers same -> configuration management ansible
# network
private network | own network | network in cloud | subnets | ip range -> vpc architecture subnets
internet from private | reach internet | download updates private | outgoing internet -> nat gateway
outbound internet -> nat gateway
without internet | not over internet | privately reach | private connection -> vpc endpoints privatelink
network traffic log | who talks | see traffic | packets | network logs | traffic logs -> vpc flow logs
domain | domain name | name server | point domain | website name | url -> dns management records
move domain | change name servers | switch dns | dns provider -> dns cutover migration nameserver
forward url | redirect | redirects -> page rules redirect
backup server | second server | other server takes over | standby | take over -> failover active-passive
switch to backup -> failover active-passive
office network | own data center | on premises | on premise -> direct connect networking hybrid
office vpn | vpn | work from home | remote access | internal tools -> zero trust access control cloudflare access
# data
backup | back up | restore | copy of data | save copy -> backups disaster recovery backup
file storage | store files | store pictures | upload files | images upload -> storage services s3 object storage
keep files | photos | videos -> storage services s3 object storage
pictures | photos | images smaller web | image format | resize -> image optimization
which database | choose database | sql or nosql | kind of database -> database services database design nosql
copy of database | second database | database copy | replicate -> database replication read replicas
consistent | up to date everywhere | different answers | same data everywhere | correct data -> data consistency
search box | search engine | full text | find text | search products -> search infrastructure elasticsearch
search feature -> search infrastructure elasticsearch
reports | statistics | business numbers | dashboards data | warehouse | analyse -> analytics pipeline data warehouse
analyze | analytics -> analytics pipeline data warehouse
move data | transform data | process files | data flow | import data -> data pipeline etl
static website | simple website | host website | html | landing page -> static site s3 cloudfront static hosting
host site -> static site s3 cloudfront static hosting
without servers | no servers | no server | serverless | run code only -> serverless lambda
virtual machine | vm | linux server | windows server | rent server -> compute services ec2
design api | good api | build api | endpoints | api versions | rest -> api design restful versioning
protect api | secure api | api safe -> api security api shield
# watching
see what happens | watch | dashboard | graphs | keep an eye -> monitoring observability metrics grafana
what is going on | insight | inside system | metrics -> monitoring observability metrics grafana
tell me when | alert | notify | warn | warning | notification | alarm | email when -> alarms alerting cloudwatch
get told -> alarms alerting cloudwatch
read logs | log files | collect logs | logs from | all logs | central logs -> log aggregation logging elk
logs one place -> log aggregation logging elk
follow request | trace request | which service slow | where time goes | path of request -> distributed tracing
bottleneck | where slow | find slow -> performance monitoring profiling bottlenecks
how much can it take | stress | load test | simulate users -> load testing capacity planning
promise | agreement | sla | how reliable -> slo monitoring
# people and code
code review | branches | merge | history of code | version of code -> version control git pull requests
work together | teams work | talk to developers | culture | blame -> communication collaboration postmortem
blameless -> communication collaboration postmortem
which language | programming | write scripts | scripts | program -> programming languages scripting
after incident | learn from failure | lessons learned | write up -> incident response postmortem
aws or azure | which cloud | google cloud | cloud provider | compare clouds -> cloud platforms providers
service mesh | encrypt between services | between services encrypted -> service mesh network encryption mtls
mutual tls -> service mesh network encryption mtls
# what goes wrong, and who hears of it
get paged | paging | page me | call me | wakes me | on call -> alarms alerting incident response on-call cloudwatch
on duty | runbook -> alarms alerting incident response on-call cloudwatch
something breaks | breaks | goes wrong | something wrong | something fails -> monitoring alerting alarms
app doing | doing in production | happening in production | how busy -> monitoring observability metrics
how many requests | what is happening -> monitoring observability metrics
500 | 502 | 503 | 504 | bad gateway | error rate | many errors -> load balancer health check timeout
retry | retries | try again | keeps failing | other service down -> reliability patterns circuit breaker retry
dependency down | domino | cascade -> reliability patterns circuit breaker retry
only one server | single point | depends on one -> high availability redundancy failover
wait until ready | not ready | before ready | too early -> readiness health check probe
what changed | changed last | who deployed | last night -> audit logging cloudtrail
hotfix | broke production | take back | roll back | previous release -> rollback automated
# containers
container vm | container virtual machine | why containers -> containerization container runtime docker
what container | containers better -> containerization container runtime docker
containers reach | containers talk | containers see | containers connect -> docker networking bridge
container network | between containers -> docker networking bridge
containers laptop | containers locally | local development | my computer | my machine -> docker compose
works on my machine | same everywhere | runs the same -> containerization image docker
files container | copy container | inside container | look into container -> debugging container inspection
shell container | enter container -> debugging container inspection
container exits | container stops | exits right away | stops right away -> debugging restart policies
share folder | shared folder | share files | same files | share disk -> volume management shared storage
mount folder | folder containers -> volume management shared storage
download again | downloads everything | builds everything | rebuild | every build -> image caching layer cache
build again -> image caching layer cache
limit memory | limit cpu | use less memory | too much memory -> resource limits
read only | nobody change files | cant write -> read-only filesystem
as admin | run as admin | admin rights -> pod security standards securitycontext non-root user isolation
privileged | superuser -> pod security standards securitycontext non-root user isolation
own registry | internal images | our own images -> private registry
# kubernetes
pod | pods | kubectl | cluster | namespace -> kubernetes
yaml once | yaml many | same yaml | too much yaml | copy yaml | write yaml -> helm kustomize package management
pod stuck | not scheduled | wont schedule -> resource requests cluster autoscaler nodes
certain node | gpu | special nodes | which node -> node affinity packing
finish requests | graceful | losing requests | shut down -> rolling updates graceful disruption
by url | by path | by hostname -> ingress routing
upgrade kubernetes | kubernetes version -> pod disruption budget rolling updates
# more load
writes | many writes | write load | handle writes | keep up writes -> sharding partitioning database scaling
one database | database limit | outgrow database | bigger database | database full -> database scaling sharding
database too small -> database scaling sharding
scale automatically | scale traffic | scale up | automatically scale | traffic goes up -> auto scaling autoscaler
traffic up | more visitors | busy hours | when busy -> auto scaling autoscaler
wait answer | without waiting | dont wait | answer later -> asynchronous messaging queue service communication
fire and forget | respond later -> asynchronous messaging queue service communication
message lost | messages twice | lose messages | worker dies | process twice -> messaging queue dead letter delivery
exactly once | order twice -> messaging queue dead letter delivery
stay logged | keep login | login servers | user state | shopping cart | sticky -> stateless services session
session servers | remember user -> stateless services session
some visitors | part of visitors | small part | hurting everybody -> canary traffic splitting feature flags
only staff | few customers -> canary traffic splitting feature flags
other datacenter | two datacenters | second datacenter | several origins -> load balancing origin failover
visitors datacenter -> load balancing origin failover
asia | australia | europe | america | africa | india | japan | brazil -> cdn edge global
same queries | over and over | again and again | same question | popular -> caching cache redis elasticache
one customer | one user | greedy | fair | takes all | one client -> rate limiting throttling quota
how many servers | enough capacity | estimate load | big enough -> capacity planning scalability auto scaling
overwrites | same record | race condition | lost update | transaction | transactions -> data consistency
change table | change schema | add column | data model | which tables -> database design schema
old clients | break clients | api change | mobile app -> api versioning api design
single entry | front of services | one address -> api gateway load balancing
suggestions | autocomplete -> search infrastructure
# aws
without keys | no keys | putting keys | long lived keys | temporary credentials -> iam role policies
instance access -> iam role policies
old data | archive | rarely used | cold data | rarely needed -> glacier storage archive
when file | file arrives | on upload | react upload -> lambda serverless event pipeline
reach database | database private | jump host | bastion -> vpc architecture security groups
out of ip | ip addresses | ip run out -> vpc architecture subnets
only app database | only web server | app may reach -> security group chaining
at night | unused machines | discount | cheaper machines | turn off | weekend -> cost management spot rightsizing
just upload | only upload code | no infrastructure -> elastic beanstalk serverless
credit card | sensitive files | customer names -> macie data privacy
mining | strange login | stolen keys -> guardduty threat detection
# terraform
rename resource | move resource | without deleting | without recreate -> state management lifecycle moved
wants destroy | wants delete | wants recreate | wants replace -> drift detection plan lifecycle destroy recreate
depends on | depend each other | order of | before other -> sequential deployment dependencies depends_on
after other -> sequential deployment dependencies depends_on
several accounts | many accounts | multiple accounts | two accounts | three accounts -> provider aliasing
two regions -> provider aliasing
state lost | lost state | broken state | corrupt state | state gone -> state management remote backend
share value | pass value | value other | from other project -> output data source
only create | if else | condition | conditional -> count conditional dynamic
print password | show password | hide value | password output -> sensitive variables
pipeline apply | apply automatically | pull request plan -> automated deployments plan approval
too many files | big file | folder structure | split code | organize -> modular architecture modules organization
structure -> modular architecture modules organization
typo | syntax | lint | format -> validation syntax
tear down | clean up environment | remove environment | throw away -> destroy recreate
# in front of the site
browser keep | browser files | cached longer | cache longer | how long cached -> cache ttl caching cdn browser
keep longer -> cache ttl caching cdn browser
near users | close users | run code edge -> edge computing workers
hide server | real ip | hide ip | protect origin -> origin shielding ddos
origin down | check server | server behind -> origin health checks failover
bandwidth | data transfer | traffic cost -> bandwidth optimization compression
guess password | guessing passwords | stuffing | login attempts | failed logins -> rate limiting bot management
another company | other company | contractor | freelancer | partner | external people -> access control zero trust
opening ports | tunnel | expose laptop | without vpn -> zero trust access control
third party script | scripts page | skimming -> page shield
fake dns | hijack | spoof | poisoned -> dns security dnssec
zip | gzip | smaller files | smaller responses -> compression
cert expired | certificate expired | certificate ran out | cert ran out | cert -> ssl tls certificates
# working together
release often | deploy often | faster releases | friday -> ci/cd pipeline continuous
npm | library hacked | third party library | open source library -> supply chain security dependency
silo | fight | over the wall | other teams -> communication collaboration
separate networks | segment | trust internal -> network segmentation
server config | configure machines | same setup | many servers -> configuration management ansible
"""
