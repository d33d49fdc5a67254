package aws

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyauth "github.com/aws/smithy-go/auth"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
)

const (
	// globalRegion is what botocore makes of no region at all.
	globalRegion = "aws-global"
	// globalSigner is the region that the global endpoint's requests are signed
	// for.
	globalSigner = "us-east-1"
)

// STSEndpoint is the URL that STS is called at and the region that the request
// is signed for (docs/aws-behaviour.md, "Regions and endpoints"). A custom
// endpoint is kept as it is, path included. Errors are *ConfigError.
func STSEndpoint(cfg Config) (url, signingRegion string, err error) {
	region, fips := awsterms.RealRegion(cfg.Region)
	if cfg.STSEndpoint != "" {
		return customSTS(cfg.STSEndpoint, region)
	}
	if region == "" {
		region = globalRegion
	}
	endpoint, err := resolveSTS(region, cfg.FIPS || fips, cfg.DualStack)
	if err != nil {
		return "", "", err
	}
	return endpoint.URI.String(), signer(endpoint, region), nil
}

// customSTS checks what the AWS CLI checks of an endpoint that the person chose.
func customSTS(endpoint, region string) (string, string, error) {
	if region == "" {
		return "", "", &ConfigError{Problem: fmt.Sprintf("the endpoint %q needs a region to sign for, and there is none", printable.Words(endpoint)),
			Do: "set region in the profile, or AWS_REGION, or pass --region"}
	}
	if err := checkURL(endpoint); err != nil {
		return "", "", err
	}
	if region == globalRegion {
		region = globalSigner
	}
	return endpoint, region, nil
}

// checkURL refuses an endpoint that no request can go to.
func checkURL(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return &ConfigError{Problem: fmt.Sprintf("the endpoint %q is not an http or https URL", printable.Words(endpoint)),
			Do: "check endpoint_url, AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_STS"}
	}
	return nil
}

// resolveSTS asks the SDK's rules, which hold AWS's partitions.
func resolveSTS(region string, fips, dualStack bool) (smithyendpoints.Endpoint, error) {
	if !awsterms.IsRegion(region) {
		return smithyendpoints.Endpoint{}, &ConfigError{Problem: fmt.Sprintf("%q is no region", printable.Words(region)),
			Do: "check region in the profile, AWS_REGION and --region"}
	}
	endpoint, err := sts.NewDefaultEndpointResolverV2().ResolveEndpoint(context.Background(), sts.EndpointParameters{
		Region: &region, UseFIPS: &fips, UseDualStack: &dualStack, UseGlobalEndpoint: sdk.Bool(false),
	})
	if err != nil {
		return endpoint, &ConfigError{Problem: fmt.Sprintf("no STS endpoint for region %q: %v", region, err),
			Do: "check the region, use_fips_endpoint and use_dualstack_endpoint"}
	}
	return endpoint, nil
}

// signer is the signing region that the rules name, else the region.
func signer(endpoint smithyendpoints.Endpoint, region string) string {
	options, _ := smithyauth.GetAuthOptions(&endpoint.Properties)
	for _, option := range options {
		if named, ok := smithyhttp.GetSigV4SigningRegion(&option.SignerProperties); ok {
			return named
		}
	}
	if region == globalRegion {
		return globalSigner // the rules for dual stack and FIPS do not say so
	}
	return region
}

// suffix is the end of AWS's host names in a region's partition, taken from the
// SDK's rules for STS: they are the only part of its partition table that can be
// reached.
func suffix(region string, dualStack bool) (string, error) {
	endpoint, err := resolveSTS(region, false, dualStack)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(endpoint.URI.Host, "sts."+region+"."), nil
}

// ssoEndpoint is the URL of the SSO portal ("portal.sso") or of SSO's tokens
// ("oidc"): the endpoint rules of botocore's sso and sso-oidc.
func ssoEndpoint(cfg Config, service, region string) (string, error) {
	custom := cfg.SSOEndpoint
	if service == "oidc" {
		custom = cfg.OIDCEndpoint
	}
	if custom != "" {
		return custom, checkURL(custom)
	}
	region, fips := awsterms.RealRegion(region)
	end, err := suffix(region, cfg.DualStack)
	if err != nil {
		return "", err
	}
	gov := strings.HasPrefix(region, "us-gov-") && !cfg.DualStack // FIPS under the plain name
	if (cfg.FIPS || fips) && !gov {
		service += "-fips"
	}
	return "https://" + service + "." + region + "." + end, nil
}

// signinEndpoint is the URL of AWS Sign-In: the endpoint rules of botocore's
// signin for operations outside its control plane.
func signinEndpoint(cfg Config) (string, error) {
	if cfg.SigninEndpoint != "" {
		return cfg.SigninEndpoint, checkURL(cfg.SigninEndpoint)
	}
	region, fips := awsterms.RealRegion(cfg.Region)
	if region == "" || region == globalRegion {
		return "", &ConfigError{Problem: "the sign-in service needs a region, and there is none",
			Do: "set region in the profile, or AWS_REGION, or pass --region"}
	}
	end, err := suffix(region, cfg.DualStack)
	if err != nil {
		return "", err
	}
	fips = fips || cfg.FIPS
	gov := strings.HasPrefix(region, "us-gov-")
	switch {
	case fips && (cfg.DualStack || !gov):
		return "https://signin-fips." + region + "." + end, nil
	case cfg.DualStack:
		return "https://signin." + region + "." + end, nil
	case fips && region == "us-gov-west-1":
		return "https://signin-fips.amazonaws-us-gov.com", nil
	case fips:
		return "https://" + region + ".signin-fips.amazonaws-us-gov.com", nil
	case gov:
		return "https://" + region + ".signin.amazonaws-us-gov.com", nil
	}
	return "https://" + region + ".signin." + signinSuffix(end), nil
}

// signinSuffix is the sign-in service's own name for a partition.
func signinSuffix(end string) string {
	switch end {
	case "amazonaws.com":
		return "aws.amazon.com"
	case "amazonaws.com.cn":
		return "amazonaws.cn"
	case "c2s.ic.gov":
		return "c2shome.ic.gov"
	case "sc2s.sgov.gov":
		return "sc2shome.sgov.gov"
	case "csp.hci.ic.gov":
		return "csphome.hci.ic.gov"
	case "cloud.adc-e.uk":
		return "csphome.adc-e.uk"
	case "amazonaws.eu":
		return "amazonaws-eusc.eu"
	}
	return end
}
