package cli

// What the completion offers for values that the grammar does not name. The list of
// regions ages, and is only offered: any region can be typed.

// regions are AWS's (General Reference, "AWS Regions"), those of China and GovCloud
// included.
var regions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
	"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
	"ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
	"eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1",
	"sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2",
}

// times are lengths of a session that people ask for; the last one is no length of time.
var times = []string{"15m", "30m", "1h", "2h", "4h", "8h", "12h", "max"}

// formats are the values of --format, explained.
var formats = map[string]string{
	formatEnv:     "lines for the shell",
	formatJSON:    "an object with keys, role, region and expiry",
	formatDotenv:  "lines for a .env file",
	formatINI:     "a section for a credentials file",
	formatProcess: "what credential_process expects",
}
