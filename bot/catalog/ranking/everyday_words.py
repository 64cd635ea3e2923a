"""What people say in everyday words, and the words of the content for it.

One entry is what may be said, alternatives between bars, and the words that are looked for besides. All words of an
alternative have to be said, in any order and any form: `bill high` is in "why are our bills so high". Where several
words say something together, each of them by itself says little.
"""

from __future__ import annotations

from typing import Final

_ENTRIES: Final[tuple[tuple[str, str], ...]] = (
    # money
    (
        "bill high|cost|costs|bill|invoice|expensive|cheap|money|price|pay|spend|spending|save money|afford|waste",
        "cost budget finops billing optimization management",
    ),
    ("too much capacity|oversized|underused|idle", "rightsizing cost utilization"),
    # it does not work
    (
        "go down|goes down|falls over|fall over|outage|survive|dies|zone fails|region fails",
        "failover high availability",
    ),
    (
        "data center fails|region down|zone down|disaster|earthquake|burns down|data center|fire data center",
        "disaster recovery multi-az region",
    ),
    ("on fire|production down|pager|paged|emergency|wake up|3am", "incident response on-call"),
    ("always up|stay up|uptime|reliable|no outage|keep running", "high availability fault tolerance"),
    (
        "without downtime|no downtime|without outage|nobody notices|without interruption",
        "zero-downtime rolling blue-green",
    ),
    (
        "keeps crashing|restarts|crash|crash loop|restarts itself|dies|start again|restart automatically|come back",
        "restart health check",
    ),
    ("alive|healthy|still works|ping", "health check liveness probe"),
    ("out of memory|oom|memory full|killed|eats memory|memory leak|uses too much memory", "memory limit oom resource"),
    ("hungry|hog|too much cpu|eats cpu|noisy neighbor|starve", "cpu limit resource noisy"),
    (
        "what is wrong|find bug|debug|broken|doesnt start|fails to start|investigate|troubleshoot|figure out why",
        "debugging troubleshooting",
    ),
    (
        (
            "undo release|undo deploy|bad release|bad deploy|broken release|go back|back to old|"
            "previous version|old version|revert"
        ),
        "rollback revert",
    ),
    ("timeout|hangs|takes forever|waits too long", "timeout"),
    ("disk full|no space|disk space|out of space", "storage volume persistent volumes"),
    (
        "server fails|node fails|machine fails|server dies|node dies|hardware fails|server down",
        "failover high availability",
    ),
    ("secure|safe|safer|harden|lock down|protect", "security"),
    ("broken code|bad code|catch bugs|tests before|quality", "ci/cd pipeline continuous integration automated tests"),
    # fast and slow
    ("slow|latency|fast|speed|speed up|performance|laggy|sluggish", "performance"),
    (
        (
            "slow website|website slow|page slow|slow page|slow site|site slow|page load|load fast|"
            "load slowly|faster website"
        ),
        "cdn caching web performance compression",
    ),
    (
        "slow database|database slow|slow queries|query slow|slow query|slow sql|database overloaded",
        "database scaling read replicas indexing",
    ),
    (
        "slow function|function slow|lambda slow|first call|first request|warm|wakes up",
        "cold start lambda concurrency provisioned",
    ),
    ("slow terraform|terraform slow|plan slow|slow plan|plan takes|apply takes", "terraform performance parallelism"),
    ("slow build|build slow|build takes|faster build|builds faster", "build cache image layers caching"),
    (
        "far away|other continent|worldwide|around the world|close to users|near users|global users|abroad",
        "cdn edge global locations",
    ),
    (
        (
            "traffic spike|spike|peak|rush|more users|black friday|many users|sudden traffic|"
            "more traffic|growth|grow|lots of traffic|viral|heavy load|handle load|more load"
        ),
        "auto scaling horizontal",
    ),
    ("bigger machine|bigger server|stronger machine|more power|more ram|more cpu", "vertical scaling rightsizing"),
    (
        "more machines|more servers|more instances|more copies|several copies|add servers|more pods",
        "horizontal scaling replicas",
    ),
    ("automatically grow|grow shrink|scale itself|adjust itself|scales by itself", "auto scaling autoscaler"),
    (
        (
            "share traffic|spread traffic|spread requests|distribute traffic|distribute requests|"
            "split load|spread load|balance traffic|share load|distribute load|even load"
        ),
        "load balancing balancer distribution",
    ),
    (
        (
            "split traffic|part of traffic|some users|few users|percent of users|small group|subset|"
            "test on some|percent traffic"
        ),
        "canary traffic splitting gradual",
    ),
    (
        (
            "too many connections|connections run out|many connections|connection limit|"
            "reuse connections|open connections|database connections"
        ),
        "connection pooling proxy",
    ),
    ("read heavy|many reads|keep up reads|reads slow|read load|only reads", "read replicas"),
    (
        "split data|data too big|huge table|big table|too much data|split database|split table",
        "sharding partitioning database scaling",
    ),
    (
        "remember results|keep in memory|store results|same result|recompute|temporary copy",
        "caching cache in-memory redis",
    ),
    (
        "stale|old content|outdated content|still see old|refresh cache|clear cache|empty cache|flush cache",
        "cache invalidation purge",
    ),
    (
        "later|in background|background|long task|long running|queue|offload|deferred|takes minutes",
        "asynchronous async processing message queue workers",
    ),
    (
        "send messages|talk between services|events between|events|message bus|publish subscribe",
        "messaging queue pub/sub kafka event",
    ),
    (
        "services talk|service talk|call each other|talk to each other|communicate between|services communicate",
        "service communication discovery networking",
    ),
    ("find each other|find services|find other services|know where|address of service", "service discovery dns"),
    # secrets, access
    (
        "password|passphrase|credentials|api key|api keys|token|tokens|secret key|private key",
        "secrets credentials secrets management",
    ),
    (
        (
            "rotate secret|rotate password|change password|renew password|rotate key|rotate credential|"
            "new keys|change keys|expire key|renew key"
        ),
        "secret rotation key rotation rotated",
    ),
    (
        (
            "store password|keep password|store secret|hide password|where put password|keep secret|"
            "save password|store api key|safe place"
        ),
        "secrets management vault secrets manager",
    ),
    (
        (
            "password git|secret git|key github|leak git|committed secret|commit password|pushed secret|"
            "secret repository|leaked|leak"
        ),
        "git security secret scanning gitignore",
    ),
    ("password container|secret container|password image|secret image|password docker", "docker secrets injection"),
    (
        "secret terraform|password terraform|password state|secret state|secret variable|password variable",
        "sensitive variables state encryption terraform",
    ),
    (
        (
            "who can|who may|allowed|allow|right|rights|permission|permissions|restrict|access|"
            "who has access|limit access|forbid|grant"
        ),
        "access control iam rbac permissions",
    ),
    (
        (
            "only what needed|as little|fewer rights|minimal permissions|too many permissions|"
            "too many rights|too much access"
        ),
        "least privilege iam policies",
    ),
    (
        (
            "log in|login|sign in|sign up|sign on|user accounts|google account|register users|users log|"
            "password users|single sign"
        ),
        "authentication login sso oauth cognito user pool",
    ),
    ("two factor|second factor|2fa|one time code", "mfa authentication"),
    (
        (
            "who did|who changed|who deleted|who touched|trace back|history of changes|"
            "track changes|record changes|proof|auditor"
        ),
        "audit logging cloudtrail audit trail",
    ),
    ("law|legal|gdpr|regulation|auditors|iso|sox|hipaa|certified", "compliance audit privacy"),
    ("personal data|customer data|private data|privacy|user data", "data privacy pii macie"),
    ("scramble|unreadable|encrypted|cipher|stolen disk|protect data", "encryption at rest in transit kms"),
    (
        "padlock|https|certificate|certificates|ssl|tls|secure connection|browser warning|lock icon",
        "ssl tls certificates https",
    ),
    # attacks
    (
        "hack|hacker|hacked|attack|attacker|break in|intruder|breach|compromise|malicious|bad guys|exploit",
        "security threat detection protection waf",
    ),
    ("flood|flooded|overwhelm|botnet|denial of service|taken down by traffic|attack traffic", "ddos protection"),
    (
        (
            "hammer|too many requests|abuse|spam|limit requests|limit calls|throttle|slow down clients|"
            "request limit|per minute|brute force"
        ),
        "rate limiting rate limit throttling",
    ),
    ("bot|bots|crawler|scraper|scrape|robots|fake users", "bot management challenge"),
    ("injection|cross site|xss|bad input|form attack|web attack", "web application firewall waf owasp sql injection"),
    ("block country|country|countries|region block|location block|foreign", "geoip blocking geographic"),
    ("block ip|ban ip|bad ip|ip address|blacklist|blocklist", "ip reputation firewall rules"),
    (
        (
            "hole|holes|weakness|vulnerable|known bug|vulnerabilities|cve|outdated packages|"
            "outdated libraries|outdated dependency"
        ),
        "vulnerability scanning image scanning",
    ),
    (
        (
            "safe image|trust image|where image from|signed|tampered|trust dependencies|what is inside|"
            "bill of materials|genuine"
        ),
        "supply chain security image signing sbom",
    ),
    ("root user|as root|not root|without root|non root", "non-root user isolation securitycontext rootless"),
    (
        "escape container|break out|container escape|separate containers|isolated containers",
        "container isolation security",
    ),
    (
        (
            "firewall|open port|close port|ports|block traffic|who may connect|which ip|incoming traffic|"
            "inbound|outbound rules"
        ),
        "security groups firewall network acl",
    ),
    ("pods talk|pod talk|which pods|between pods|pods reach|pod traffic|isolate pods", "network policies"),
    (
        "strange behavior|suspicious|weird activity|unusual activity|detect attack|detect intruder",
        "threat detection guardduty runtime security",
    ),
    (
        "enforce rules|company rules|guardrails|forbid resources|check rules|rules for everyone|must have",
        "policy as code policy management admission",
    ),
    # deploying
    (
        (
            "release|ship|go live|roll out|rollout|publish|deliver|put in production|push to production|"
            "get code to production"
        ),
        "deployment delivery rollout",
    ),
    (
        (
            "automatically deploy|deploy automatically|every commit|on push|build test deploy|"
            "automate release|automate build|automated tests"
        ),
        "ci/cd pipeline continuous integration",
    ),
    (
        "deploy from git|git source of truth|push to git deploy|sync from git|git cluster|repository cluster",
        "gitops argocd flux",
    ),
    (
        (
            "turn on feature|turn off feature|switch feature|hide feature|enable feature|disable feature|"
            "feature for some|unfinished feature"
        ),
        "feature flags toggles",
    ),
    ("two environments|two versions|switch over|old and new|side by side|swap versions", "blue-green deployment"),
    (
        "one by one|step by step|bit by bit|gradually|piece by piece|slowly replace|little by little",
        "rolling gradual progressive deployment",
    ),
    ("compare versions|which version better|experiment", "a/b testing"),
    ("stop everything|stop all|all at once", "recreate strategy"),
    ("move to cloud|move servers|migrate|migration|lift and shift", "migration"),
    (
        "split monolith|break up|break monolith|big application|one big app|split app|smaller services|decompose",
        "microservices migration monolith decompose",
    ),
    ("first version|start small|prototype|startup", "mvp deployment monolith"),
    ("small services|many services|separate services", "microservices"),
    # containers
    ("k8s|kube|k8", "kubernetes"),
    ("tf|hcl", "terraform"),
    ("cf", "cloudflare"),
    (
        (
            "small image|image small|smaller image|image big|huge image|image size|shrink image|"
            "reduce image|slim image|docker image big|large image"
        ),
        "multi-stage building base image slim layers",
    ),
    (
        (
            "keep data|lose data|data lost|data gone|data survive|persistent|persist|files gone|"
            "data after restart|container deleted data|save data container|data disappear"
        ),
        "volume persistent volumes storage",
    ),
    (
        "several containers|multiple containers|many containers together|run together|start together|one command",
        "docker compose multi-container",
    ),
    (
        "where store images|store images|share images|push image|upload image|keep images",
        "registry management private registry",
    ),
    (
        (
            "package app|pack app|package application|put in container|containerise|dockerfile|"
            "create image|make image|build image"
        ),
        "image building containerization dockerfile",
    ),
    (
        "before start|first run|wait for database|prepare before|setup before|before app starts|migrations before",
        "init containers setup",
    ),
    ("helper container|next to app|beside app|second container|extra container", "sidecar pattern"),
    ("every node|each node|on all nodes|one per node|every machine", "daemonset"),
    (
        "every night|nightly|schedule|scheduled|cron|at midnight|regularly run|every hour|once a day|periodic",
        "cronjobs jobs scheduled",
    ),
    ("database on kubernetes|stateful|stable name|database cluster", "statefulsets stateful applications"),
    ("maintenance node|drain|node upgrade|evict|upgrade cluster", "pod disruption budget node drain"),
    ("add nodes|more nodes|pending pods|no room|nodes full|cluster full", "cluster autoscaler nodes"),
    ("install packages|install chart|package manager|templates yaml|reuse yaml", "helm kustomize package management"),
    (
        "settings|env variable|environment variable|configuration|config|config file",
        "configuration management configmaps",
    ),
    (
        "separate teams|several teams|share cluster|teams on cluster|tenant|tenants|own space",
        "namespace isolation multi-tenancy",
    ),
    (
        (
            "expose app|reach from outside|from internet|outside world|open to internet|public address|"
            "expose service|incoming"
        ),
        "ingress load balancer services networking",
    ),
    (
        "new cluster|create cluster|set up cluster|install kubernetes|start kubernetes|local cluster|laptop",
        "cluster setup minikube kubeadm",
    ),
    # infrastructure as code
    (
        (
            "infrastructure code|servers as code|automate servers|script servers|click console|by hand|"
            "manually|without clicking|reproducible"
        ),
        "infrastructure as code",
    ),
    (
        "two people|same time|simultaneous|concurrent|conflict|at once apply|team terraform|colleague apply|lock",
        "state locking remote state backend",
    ),
    (
        (
            "existing servers|already exists|already running|take over|made by hand|created manually|"
            "adopt|clicked together"
        ),
        "import existing resources terraform",
    ),
    (
        "changed by hand|someone changed|manual change|differs|different from code|out of sync|changed in console",
        "drift detection",
    ),
    (
        (
            "dev staging prod|test and production|several environments|staging|production and test|"
            "separate environments|different environments|per environment"
        ),
        "environment separation workspaces",
    ),
    ("repeat code|copy paste|duplicate|reuse code|same code|reuse", "modules reusability reusable dry"),
    (
        "many similar|several similar|same resource many|loop|repeat resource|ten servers",
        "count for_each dynamic blocks",
    ),
    ("check before apply|preview|review before|what will change|dry run|see changes|approve change", "plan approval"),
    ("only one resource|single resource|part of infrastructure|just one", "targeted deployment"),
    ("upgrade provider|version changes|pin|fixed version|breaks after update", "version pinning"),
    ("names for resources|label resources|which team owns|tags|tag", "tagging strategy"),
    ("wrong input|wrong value|check input|validate", "variable validation"),
    (
        "configure servers|set up servers|install software on servers|many servers same",
        "configuration management ansible",
    ),
    # network
    ("private network|own network|network in cloud|subnets|ip range", "vpc architecture subnets"),
    (
        "internet from private|reach internet|download updates private|outgoing internet|outbound internet",
        "nat gateway",
    ),
    ("without internet|not over internet|privately reach|private connection", "vpc endpoints privatelink"),
    ("network traffic log|who talks|see traffic|packets|network logs|traffic logs", "vpc flow logs"),
    ("domain|domain name|name server|point domain|website name|url", "dns management records"),
    ("move domain|change name servers|switch dns|dns provider", "dns cutover migration nameserver"),
    ("forward url|redirect|redirects", "page rules redirect"),
    (
        "backup server|second server|other server takes over|standby|take over|switch to backup",
        "failover active-passive",
    ),
    ("office network|own data center|on premises|on premise", "direct connect networking hybrid"),
    ("office vpn|vpn|work from home|remote access|internal tools", "zero trust access control cloudflare access"),
    # data
    ("backup|back up|restore|copy of data|save copy", "backups disaster recovery backup"),
    (
        "file storage|store files|store pictures|upload files|images upload|keep files|photos|videos",
        "storage services s3 object storage",
    ),
    ("pictures|photos|images smaller web|image format|resize", "image optimization"),
    ("which database|choose database|sql or nosql|kind of database", "database services database design nosql"),
    ("copy of database|second database|database copy|replicate", "database replication read replicas"),
    ("consistent|up to date everywhere|different answers|same data everywhere|correct data", "data consistency"),
    (
        "search box|search engine|full text|find text|search products|search feature",
        "search infrastructure elasticsearch",
    ),
    (
        "reports|statistics|business numbers|dashboards data|warehouse|analyse|analyze|analytics",
        "analytics pipeline data warehouse",
    ),
    ("move data|transform data|process files|data flow|import data", "data pipeline etl"),
    (
        "static website|simple website|host website|html|landing page|host site",
        "static site s3 cloudfront static hosting",
    ),
    ("without servers|no servers|no server|serverless|run code only", "serverless lambda"),
    ("virtual machine|vm|linux server|windows server|rent server", "compute services ec2"),
    ("design api|good api|build api|endpoints|api versions|rest", "api design restful versioning"),
    ("protect api|secure api|api safe", "api security api shield"),
    # watching
    (
        "see what happens|watch|dashboard|graphs|keep an eye|what is going on|insight|inside system|metrics",
        "monitoring observability metrics grafana",
    ),
    ("tell me when|alert|notify|warn|warning|notification|alarm|email when|get told", "alarms alerting cloudwatch"),
    ("read logs|log files|collect logs|logs from|all logs|central logs|logs one place", "log aggregation logging elk"),
    ("follow request|trace request|which service slow|where time goes|path of request", "distributed tracing"),
    ("bottleneck|where slow|find slow", "performance monitoring profiling bottlenecks"),
    ("how much can it take|stress|load test|simulate users", "load testing capacity planning"),
    ("promise|agreement|sla|how reliable", "slo monitoring"),
    # people and code
    ("code review|branches|merge|history of code|version of code", "version control git pull requests"),
    ("work together|teams work|talk to developers|culture|blame|blameless", "communication collaboration postmortem"),
    ("which language|programming|write scripts|scripts|program", "programming languages scripting"),
    ("after incident|learn from failure|lessons learned|write up", "incident response postmortem"),
    ("aws or azure|which cloud|google cloud|cloud provider|compare clouds", "cloud platforms providers"),
    (
        "service mesh|encrypt between services|between services encrypted|mutual tls",
        "service mesh network encryption mtls",
    ),
)

PHRASES: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = tuple(
    (tuple(said.split()), tuple(meant.split())) for saids, meant in _ENTRIES for said in saids.split("|")
)
"""What is said, as words, and the words that are looked for besides."""

# Words around a question, which say nothing of what is asked for.
UNSAYING_WORDS: Final = frozenset(
    (
        *("a", "an", "and", "any", "anybody", "anyone", "anything", "are", "arent", "as", "at", "be", "been", "but"),
        *("by", "can", "cant", "could", "did", "didnt", "do", "does", "doesnt", "doing", "done", "dont", "each", "for"),
        *(
            "from",
            "get",
            "gets",
            "getting",
            "give",
            "go",
            "going",
            "gonna",
            "got",
            "had",
            "has",
            "have",
            "havent",
            "he",
        ),
        *("hello", "help", "her", "hey", "hi", "his", "how", "hows", "i", "id", "if", "ill", "im", "in", "into", "is"),
        *("isnt", "it", "its", "ive", "just", "keep", "keeps", "know", "learn", "learning", "let", "lets", "like"),
        *(
            "look",
            "make",
            "makes",
            "making",
            "many",
            "may",
            "me",
            "mean",
            "might",
            "more",
            "most",
            "much",
            "must",
            "my",
        ),
        *("need", "needs", "no", "not", "of", "off", "ok", "on", "one", "or", "our", "out", "over", "please", "pls"),
        *(
            "put",
            "really",
            "should",
            "so",
            "some",
            "somebody",
            "someone",
            "something",
            "than",
            "thanks",
            "that",
            "thats",
        ),
        *("the", "their", "them", "then", "there", "these", "they", "thing", "things", "this", "those", "to", "too"),
        *("topic", "topics", "understand", "up", "us", "use", "used", "using", "very", "via", "want", "was", "way"),
        *("ways", "we", "well", "were", "what", "whats", "when", "where", "which", "while", "who", "whom", "whose"),
        *("why", "will", "with", "without", "wont", "work", "works", "working", "would", "you", "your", "yours", "am"),
        *(
            "about",
            "best",
            "between",
            "better",
            "difference",
            "example",
            "examples",
            "explain",
            "find",
            "good",
            "great",
        ),
        *("handle", "deal", "happen", "happens", "idea", "ideas", "kind", "show", "start", "started", "tell", "think"),
        *(
            "order",
            "path",
            "course",
            "roadmap",
            "curriculum",
            "beginner",
            "quickly",
            "quick",
            "simple",
            "simply",
            "easy",
        ),
        *("easily", "fully", "whole", "nobody", "else", "ever", "often", "once", "long", "now", "please", "point"),
        *("try", "trying", "tutorial", "guide", "basics", "read", "see", "say", "sure", "already", "also", "again"),
        *("always", "every", "everything", "never", "only", "other", "same", "such", "versus", "vs", "right", "proper"),
        *(
            "properly",
            "correctly",
            "actually",
            "stuff",
            "lot",
            "lots",
            "bit",
            "time",
            "people",
            "person",
            "day",
            "days",
        ),
    )
)

# Words that say a little: they are in questions about anything.
WEAK_WORDS: Final = frozenset(
    (
        *("app", "apps", "application", "applications", "run", "runs", "running", "server", "servers", "service"),
        *("services", "system", "systems", "site", "website", "code", "data", "software", "tool", "tools", "team"),
        *("company", "project", "projects", "machine", "machines", "users", "user", "customers", "write", "create"),
        *(
            "set",
            "setup",
            "change",
            "changes",
            "add",
            "new",
            "old",
            "first",
            "big",
            "production",
            "environment",
            "call",
        ),
        *(
            "manage",
            "cloud",
            "public",
            "number",
            "part",
            "parts",
            "name",
            "names",
            "cut",
            "check",
            "move",
            "file",
            "files",
        ),
    )
)
