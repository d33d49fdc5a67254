package console

// service is a page of the console. The path begins below the host, and what follows
// a # is a part of the page.
type service struct {
	name, path string
	// global pages are the same for every region.
	global bool
}

// services are sorted by name, and go by the names that people type: those of the
// AWS CLI, where it has the service.
var services = [...]service{
	{name: "acm", path: "acm/home"},
	{name: "amplify", path: "amplify/home"},
	{name: "apigateway", path: "apigateway/main/apis"},
	{name: "appconfig", path: "systems-manager/appconfig"},
	{name: "apprunner", path: "apprunner/home"},
	{name: "appsync", path: "appsync/home"},
	{name: "athena", path: "athena/home"},
	{name: "autoscaling", path: "ec2/home#AutoScalingGroups:"},
	{name: "backup", path: "backup/home"},
	{name: "batch", path: "batch/home"},
	{name: "bedrock", path: "bedrock/home"},
	{name: "billing", path: "billing/home", global: true},
	{name: "budgets", path: "billing/home#/budgets", global: true},
	{name: "cloud9", path: "cloud9/home"},
	{name: "cloudformation", path: "cloudformation/home"},
	{name: "cloudfront", path: "cloudfront/v4/home", global: true},
	{name: "cloudshell", path: "cloudshell/home"},
	{name: "cloudtrail", path: "cloudtrailv2/home"},
	{name: "cloudwatch", path: "cloudwatch/home"},
	{name: "codeartifact", path: "codesuite/codeartifact/home"},
	{name: "codebuild", path: "codesuite/codebuild/home"},
	{name: "codecommit", path: "codesuite/codecommit/home"},
	{name: "codedeploy", path: "codesuite/codedeploy/home"},
	{name: "codepipeline", path: "codesuite/codepipeline/home"},
	{name: "cognito", path: "cognito/v2/home"},
	{name: "config", path: "config/home"},
	{name: "connect", path: "connect/v2/app/instances"},
	{name: "controltower", path: "controltower/home"},
	{name: "costexplorer", path: "cost-management/home", global: true},
	{name: "datasync", path: "datasync/home"},
	{name: "directconnect", path: "directconnect/v2/home", global: true},
	{name: "dms", path: "dms/v2/home"},
	{name: "docdb", path: "docdb/home"},
	{name: "dynamodb", path: "dynamodbv2/home"},
	{name: "ec2", path: "ec2/home"},
	{name: "ecr", path: "ecr/home"},
	{name: "ecs", path: "ecs/v2/home"},
	{name: "efs", path: "efs/home"},
	{name: "eks", path: "eks/home"},
	{name: "elasticache", path: "elasticache/home"},
	{name: "elasticbeanstalk", path: "elasticbeanstalk/home"},
	{name: "elb", path: "ec2/home#LoadBalancers:"},
	{name: "emr", path: "emr/home"},
	{name: "eventbridge", path: "events/home"},
	{name: "fsx", path: "fsx/home"},
	{name: "globalaccelerator", path: "globalaccelerator/home", global: true},
	{name: "glue", path: "glue/home"},
	{name: "grafana", path: "grafana/home"},
	{name: "guardduty", path: "guardduty/home"},
	{name: "health", path: "health/home", global: true},
	{name: "iam", path: "iam/home", global: true},
	{name: "imagebuilder", path: "imagebuilder/home"},
	{name: "inspector", path: "inspector/v2/home"},
	{name: "iot", path: "iot/home"},
	{name: "kinesis", path: "kinesis/home"},
	{name: "kms", path: "kms/home"},
	{name: "lakeformation", path: "lakeformation/home"},
	{name: "lambda", path: "lambda/home"},
	{name: "logs", path: "cloudwatch/home#logsV2:log-groups"},
	{name: "macie", path: "macie/home"},
	{name: "mq", path: "amazon-mq/home"},
	{name: "msk", path: "msk/home"},
	{name: "neptune", path: "neptune/home"},
	{name: "opensearch", path: "aos/home"},
	{name: "organizations", path: "organizations/v2/home", global: true},
	{name: "ram", path: "ram/home"},
	{name: "rds", path: "rds/home"},
	{name: "redshift", path: "redshiftv2/home"},
	{name: "resource-groups", path: "resource-groups/home"},
	{name: "route53", path: "route53/v2/home", global: true},
	{name: "s3", path: "s3/home"},
	{name: "sagemaker", path: "sagemaker/home"},
	{name: "scheduler", path: "scheduler/home"},
	{name: "secretsmanager", path: "secretsmanager/home"},
	{name: "securityhub", path: "securityhub/home"},
	{name: "servicecatalog", path: "servicecatalog/home"},
	{name: "servicequotas", path: "servicequotas/home"},
	{name: "ses", path: "ses/home"},
	{name: "shield", path: "wafv2/shieldv2", global: true},
	{name: "sns", path: "sns/v3/home"},
	{name: "sqs", path: "sqs/v3/home"},
	{name: "ssm", path: "systems-manager/home"},
	{name: "sso", path: "singlesignon/home"},
	{name: "stepfunctions", path: "states/home"},
	{name: "storagegateway", path: "storagegateway/home"},
	{name: "support", path: "support/home", global: true},
	{name: "transfer", path: "transfer/home"},
	{name: "trustedadvisor", path: "trustedadvisor/home", global: true},
	{name: "vpc", path: "vpcconsole/home"},
	{name: "waf", path: "wafv2/homev2", global: true},
	{name: "workspaces", path: "workspaces/v2/home"},
	{name: "xray", path: "xray/home"},
}

// Services are the names that Page knows, sorted.
func Services() []string {
	names := make([]string, len(services))
	for i, s := range services {
		names[i] = s.name
	}
	return names
}

func find(name string) (service, bool) {
	if name == "" {
		return service{path: "console/home"}, true
	}
	for _, s := range services {
		if s.name == name {
			return s, true
		}
	}
	return service{}, false
}
