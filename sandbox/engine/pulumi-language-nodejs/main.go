// Command pulumi-language-nodejs is the language host that the Pulumi engine starts to run a Node.js program, a policy
// pack or a provider written in TypeScript. It serves pulumirpc.LanguageRuntime and leaves all the real work to the
// entry points that ship inside the @pulumi/pulumi package.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// exitAfterLogging is the exit code by which @pulumi/pulumi says that it has reported the error itself.
const exitAfterLogging = 32

// healthInterval is how often the host looks whether its engine is still there.
const healthInterval = 5 * time.Second

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine string
}

func main() {
	// The engine passes these to every host; this one has no use for them.
	flag.String("tracing", "", "")
	flag.String("root", "", "")
	flag.Parse()
	engine := flag.Arg(0)

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stop := make(chan bool)
	if engine != "" {
		// An engine that is gone cannot stop its host, so the host watches it.
		if err := rpcutil.Healthcheck(ctx, engine, healthInterval, func() { close(stop) }); err != nil {
			cmdutil.Exit(fmt.Errorf("cannot watch the engine at %s: %w", engine, err))
		}
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{engine: engine})
			return nil
		},
	})
	if err != nil {
		cmdutil.Exit(fmt.Errorf("cannot serve the language runtime: %w", err))
	}
	fmt.Println(handle.Port)
	if err := <-handle.Done; err != nil {
		cmdutil.Exit(fmt.Errorf("the language runtime stopped: %w", err))
	}
}

func (h *host) Handshake(context.Context, *pulumirpc.LanguageHandshakeRequest) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// GetRequiredPackages answers that nothing is to be downloaded: the sandbox puts its plugins on PATH.
func (h *host) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (h *host) GetRequiredPlugins(context.Context, *pulumirpc.GetRequiredPluginsRequest) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

// Run runs the program of a stack to its end.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	// Never nil: that would be "null" in JSON, which @pulumi/pulumi does not take for a stack without settings.
	settings, secrets := map[string]string{}, []string{}
	maps.Copy(settings, req.GetConfig())
	config, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append(secrets, req.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	args := []string{
		"--monitor", req.GetMonitorAddress(),
		"--engine", h.engine,
		"--organization", req.GetOrganization(),
		"--project", req.GetProject(),
		"--stack", req.GetStack(),
		"--pwd", req.GetPwd(),
		"--root-directory", req.GetInfo().GetRootDirectory(),
		"--parallel", strconv.Itoa(int(req.GetParallel())),
	}
	if req.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(args, req.GetInfo().GetEntryPoint())
	cmd, err := node(ctx, req.GetInfo(), "run", append(args, req.GetArgs()...))
	if err != nil {
		return nil, err
	}
	cmd.Env = append(os.Environ(),
		"PULUMI_CONFIG="+string(config),
		"PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys),
		"PULUMI_NODEJS_TYPESCRIPT="+strconv.FormatBool(typescript(req.GetInfo())),
	)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	code, err := exitCode(cmd.Run())
	switch {
	case err != nil:
		return nil, err
	case code == exitAfterLogging:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case code != 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program exited with code %d", code)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

// RunPlugin runs a policy pack or a provider and streams what it prints until it ends.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer) error {
	program := filepath.Join(req.GetInfo().GetProgramDirectory(), req.GetInfo().GetEntryPoint())
	entry, args := "run-plugin", append([]string{program}, req.GetArgs()...)
	if req.GetKind() == "analyzer" {
		// The engine's address comes first here, then the folder of the pack.
		entry, args = "run-policy-pack", append(append([]string{}, req.GetArgs()...), program)
	}
	cmd, err := node(stream.Context(), req.GetInfo(), entry, args)
	if err != nil {
		return err
	}
	cmd.Dir = req.GetPwd()
	cmd.Env = append(os.Environ(), req.GetEnv()...)
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	code, err := exitCode(cmd.Run())
	if err := errors.Join(err, closer.Close()); err != nil {
		return err
	}
	return stream.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)},
	})
}

// node prepares `node <@pulumi/pulumi/cmd/entry> args…`, the package found as Node.js finds it: in the nearest
// node_modules at or above the program.
func node(ctx context.Context, info *pulumirpc.ProgramInfo, entry string, args []string) (*exec.Cmd, error) {
	for dir := info.GetProgramDirectory(); ; dir = filepath.Dir(dir) {
		script := filepath.Join(dir, "node_modules", "@pulumi", "pulumi", "cmd", entry, "index.js")
		if _, err := os.Stat(script); err == nil {
			return exec.CommandContext(ctx, "node", append([]string{script}, args...)...), nil
		}
		if dir == filepath.Dir(dir) {
			return nil, fmt.Errorf("@pulumi/pulumi is not installed at or above %s: run `npm ci` there", info.GetProgramDirectory())
		}
	}
}

// typescript tells whether the program may be TypeScript, which Pulumi.yaml can switch off (runtime.options.typescript).
func typescript(info *pulumirpc.ProgramInfo) bool {
	if option, ok := info.GetOptions().GetFields()["typescript"]; ok {
		return option.GetBoolValue()
	}
	return true
}

// exitCode separates a program that ran and failed from one that could not be run.
func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode(), nil
	}
	return 0, err
}
