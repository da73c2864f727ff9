#!/usr/bin/env bash
# What every CI runs in the end, at the root of a checkout with its packages installed (npm ci --ignore-scripts, and
# node cli/bin/bundle.cjs) and `pulumi` on the PATH. docs/pipelines.md says what for.
#
#   docs/examples/pipeline.sh preview [BASE]   what a branch means: diff.md, preview.txt; exit code 7 where access gets wider
#                                              or the policy pack refuses, 11 where something is not known
#   docs/examples/pipeline.sh deploy           deploys all stacks
#   docs/examples/pipeline.sh review           review.md, review.json, review.sarif
#
# PULUMI_BACKEND_URL says where the states are. AWS_ID_TOKEN, the CI's own token, signs in; STATE_ACCOUNT is the account of the
# states' bucket. Without a token, AWS_CONFIG_FILE or ~/.aws/config has the stacks' profiles.
set -euo pipefail
purpose=${1:-}
case $purpose in
  preview | deploy | review) ;;
  *) echo "pipeline.sh: found ${purpose:-nothing}, expected preview, deploy or review." >&2; exit 2 ;;
esac
# The states have no secrets, and no stack's file has to have a salt.
export PULUMI_CONFIG_PASSPHRASE=${PULUMI_CONFIG_PASSPHRASE-} PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER=true
if [ -n "${AWS_ID_TOKEN:-}" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  node pipeline/run.cjs profiles "$purpose" ${STATE_ACCOUNT:+--state "$STATE_ACCOUNT"} > "$folder/aws-config"
  export AWS_CONFIG_FILE=$folder/aws-config
fi
case $purpose in
  preview)
    base=${2:-origin/main}
    code=0
    ./cross-account diff --project . --format md "$base" > diff.md || code=$?
    case $code in 0 | 7 | 11) ;; *) exit "$code" ;; esac
    stacks=$(node pipeline/run.cjs concerned "$base")
    if [ -n "$stacks" ]; then
      # shellcheck disable=SC2086 -- names of stacks, with blanks between them
      ./cross-account deploy --project . --preview $stacks 2>&1 | tee preview.txt
    fi
    exit "$code"
    ;;
  deploy)
    ./cross-account deploy --project . --all --wait
    ;;
  review)
    ./cross-account review --project . --output review.md --output review.json --output review.sarif
    ;;
esac
