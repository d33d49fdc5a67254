{
  description = "Load AWS sessions into your shell, with as few MFA codes as AWS allows";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      archives = {
{{- range .Archives}}{{if .Nix}}
        {{.Nix}} = { file = "{{.File}}"; hash = "{{.SRI}}"; };
{{- end}}{{end}}
      };
      package = system:
        with nixpkgs.legacyPackages.${system};
        stdenvNoCC.mkDerivation {
          pname = "awsenv";
          version = "{{.Number}}";
          src = fetchurl {
            url = "{{.Downloads}}" + archives.${system}.file;
            hash = archives.${system}.hash;
          };
          # Static programs: nothing to build, to link or to strip.
          dontConfigure = true;
          dontBuild = true;
          dontFixup = true;
          installPhase = ''
            mkdir -p $out
            cp -r bin share $out/
          '';
          meta = {
            homepage = "https://github.com/awsenv/awsenv";
            license = lib.licenses.mit;
            mainProgram = "awsenv";
            platforms = builtins.attrNames archives;
          };
        };
    in
    {
      packages = builtins.mapAttrs (system: _: rec { awsenv = package system; default = awsenv; }) archives;
    };
}
