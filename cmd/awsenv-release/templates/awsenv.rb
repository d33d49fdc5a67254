class Awsenv < Formula
  desc "Load AWS sessions into your shell, with as few MFA codes as AWS allows"
  homepage "https://github.com/awsenv/awsenv"
  url "{{.Downloads}}{{.Source.File}}"
  version "{{.Number}}"
  sha256 "{{.Source.SHA256}}"
  license "MIT"

  depends_on "go" => :build

  def install
    system "make", "build", "VERSION=v#{version}"
    system "make", "install", "PREFIX=#{prefix}"
  end

  def caveats
    <<~EOS
      To load sessions without eval, add the hook to the start-up file of your shell:
        eval "$(awsenv hook bash)"      # ~/.bashrc
        eval "$(awsenv hook zsh)"       # ~/.zshrc
        awsenv hook fish | source       # ~/.config/fish/config.fish
    EOS
  end

  test do
    assert_equal "awsenv v#{version}", shell_output("#{bin}/awsenv version").strip
    assert_equal "false;", shell_output("#{bin}/awsenv --shell sh nobody 2>/dev/null", 3).strip
  end
end
