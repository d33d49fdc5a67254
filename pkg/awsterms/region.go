package awsterms

import "strings"

// IsRegion reports whether a region can be called: a lower-case host label (RFC 1123)
// that is not a number. AWS's regions are such labels, and so are the names that other
// servers of its API give themselves, such as "garage" or "default".
func IsRegion(name string) bool {
	const letters, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	return name != "" && len(name) <= 63 && name[0] != '-' && name[len(name)-1] != '-' &&
		strings.Trim(name, letters+digits+"-") == "" && !isDigits(name)
}

// RealRegion undoes the region names of old, fips-us-east-1 and us-east-1-fips, which
// mean a region and FIPS (botocore, _normalize_fips_region).
func RealRegion(name string) (real string, fips bool) {
	real = strings.ReplaceAll(strings.ReplaceAll(name, "fips-", ""), "-fips", "")
	return real, real != name
}

// partitions are AWS's partitions but the commercial one, by how their regions begin,
// with a region that each of them has.
var partitions = [...]struct{ prefix, name, region string }{
	{"cn-", "aws-cn", "cn-north-1"},
	{"us-gov-", "aws-us-gov", "us-gov-west-1"},
	{"us-iso-", "aws-iso", "us-iso-east-1"},
	{"us-isob-", "aws-iso-b", "us-isob-east-1"},
	{"eu-isoe-", "aws-iso-e", "eu-isoe-west-1"},
	{"us-isof-", "aws-iso-f", "us-isof-south-1"},
	{"eusc-", "aws-eusc", "eusc-de-east-1"},
}

// Commercial is the partition of most accounts.
const Commercial = "aws"

// Partition is the partition that a region belongs to; Commercial for an unknown one
// and for none.
func Partition(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.prefix) {
			return p.name
		}
	}
	return Commercial
}

// RegionOf is a region of a partition, as an example; empty for an unknown partition
// and for the commercial one, which needs none to be called.
func RegionOf(partition string) string {
	for _, p := range partitions {
		if p.name == partition {
			return p.region
		}
	}
	return ""
}

// IsOwnHost reports whether a host is one of AWS's API (the DNS suffixes of its
// partitions, with and without dualstack).
func IsOwnHost(host string) bool {
	for _, suffix := range [...]string{
		"amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws", "amazonwebservices.com.cn", "amazonwebservices.eu",
		"c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk", "csp.hci.ic.gov", "aws.ic.gov", "aws.scloud", "cloud-aws.adc-e.uk", "aws.hci.ic.gov",
	} {
		if strings.HasSuffix(host, "."+suffix) {
			return true
		}
	}
	return false
}
