# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""local.sh refuses what it cannot do, starts what it says, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "local.sh"

# Stands for node and wallet: a node says that it runs and waits for the end, the wallet writes what it is asked for.
NODE = """#!/usr/bin/env bash
echo "started $*"
trap 'echo ended; exit 0' TERM
while :; do sleep 0.1; done
"""
WALLET = """#!/usr/bin/env bash
while [ $# -gt 0 ]; do
	case "$1" in
	--wallet) mkdir -p "$2"; touch "$2/wallet.key"; shift ;;
	--export) echo 0x00 >"$2"; shift ;;
	address) echo ADDRESS-OF-WALLET ;;
	list) echo '{"nodes": [{"node": "0x00"}]}' ;;
	esac
	shift
done
"""


def free_ports():
    """The first of three ports in a row that nobody listens on, twice, apart."""
    found = []
    for first in range(20000 + os.getpid() % 20000, 65000, 4):
        sockets = [socket.socket() for _ in range(3)]
        try:
            for offset, opened in enumerate(sockets):
                opened.bind(("127.0.0.1", first + offset))
            found.append(first)
        except OSError:
            pass
        finally:
            for opened in sockets:
                opened.close()
        if len(found) == 2:
            return [str(port) for port in found]
    raise unittest.SkipTest("no free ports")


class Local(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.dir = Path(self.home.name, "data")
        for name, text in (("sero-node", NODE), ("sero-wallet", WALLET)):
            path = Path(self.home.name, name)
            path.write_text(text)
            path.chmod(0o755)
        rpc, p2p = free_ports()
        self.options = ["--node", f"{self.home.name}/sero-node", "--dir", str(self.dir)]
        self.options += ["--rpc-port", rpc, "--p2p-port", p2p]

    def run_script(self, *options, timeout=60):
        return subprocess.run([SCRIPT, *self.options, *options], capture_output=True, text=True, timeout=timeout)

    def log(self, name):
        return (self.dir / name / "node.log").read_text()

    def test_wrong_arguments_are_refused_with_the_usage(self):
        for options in (["--what"], ["--dir"], ["--rpc-port", "x"], ["--seconds", "-1"]):
            result = subprocess.run([SCRIPT, *options], capture_output=True, text=True)
            self.assertEqual(result.returncode, 2, options)
            self.assertIn("--netns", result.stderr)
            self.assertIn(options[0], result.stderr)

    def test_what_cannot_work_is_said_before_anything_starts(self):
        cases = [
            (["--node", "/nowhere/sero-node"], "make build"),
            (["--rpc-port", "80"], "1024"),
            (["--rpc-port", "40000", "--p2p-port", "40002"], "overlap"),
        ]
        for options, words in cases:
            result = self.run_script(*options)
            self.assertEqual(result.returncode, 1, options)
            self.assertIn(words, result.stderr)
        self.assertFalse(self.dir.exists())

    def test_the_commands_differ_where_they_should(self):
        result = self.run_script("--dry-run")
        lines = result.stdout.splitlines()
        self.assertEqual(len(lines), 3, result.stderr)
        self.assertEqual([line.count("--mine ") for line in lines], [1, 1, 0])
        self.assertEqual([line.count("--vote-seed-file") for line in lines], [0, 0, 1])
        for line, voter in zip(lines, ("--alice", "--bob", "--charlie")):
            self.assertIn(voter, line)
            self.assertEqual(line.count("--bootnodes"), 2)
        ports = {word for line in lines for word in line.split() if word.isdigit()}
        self.assertEqual(len(ports), 3 + 1, "three JSON-RPC ports and the number of threads")
        self.assertFalse(self.dir.exists())

    def test_namespaces_are_separate(self):
        result = self.run_script("--dry-run", "--netns")
        if os.geteuid() != 0:
            self.assertEqual(result.returncode, 1)
            self.assertIn("root", result.stderr)
            return
        if result.returncode != 0:
            self.assertIn("iproute2", result.stderr)
            return
        for number, (line, name) in enumerate(zip(result.stdout.splitlines(), ("alice", "bob", "carol")), 1):
            self.assertTrue(line.startswith(f"ip netns exec sero-{name} "), line)
            self.assertIn(f"/ip4/10.53.77.{number}/", line)

    def test_it_starts_three_nodes_and_ends_them(self):
        for _ in range(2):
            result = self.run_script("--seconds", "1")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("Ctrl-C", result.stdout)
        for name in ("alice", "bob", "carol"):
            log = self.log(name)
            # Twice: a second run goes on in the same folder.
            self.assertEqual((log.count("started"), log.count("ended")), (2, 2), log)
        self.assertIn("--author ADDRESS-OF-WALLET", self.log("alice"))

    def test_ctrl_c_ends_it_cleanly_and_a_killed_node_does_not(self):
        script = subprocess.Popen(
            [SCRIPT, *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # As in a terminal: what runs in the background inherits an ignored SIGINT, which no trap gets.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            deadline = time.monotonic() + 30
            lines = []
            while not any("Ctrl-C" in line for line in lines):
                self.assertLess(time.monotonic(), deadline, lines)
                lines.append(script.stdout.readline())
            kill = next(line for line in lines if "kill -9" in line)
            pids = [int(word.strip("):")) for word in kill.split() if word.strip("):").isdigit()]
            self.assertEqual(len(pids), 3, kill)
            second = self.run_script()
            self.assertEqual(second.returncode, 1)
            self.assertIn("runs already", second.stderr)
            os.kill(pids[1], signal.SIGKILL)
            while not any("start it again" in line for line in lines):
                self.assertLess(time.monotonic(), deadline, lines)
                lines.append(script.stdout.readline())
            self.assertTrue(any("bob has ended" in line for line in lines), lines)
            os.kill(script.pid, signal.SIGINT)
            script.communicate(timeout=30)
            self.assertEqual(script.returncode, 0)
        finally:
            if script.poll() is None:
                script.terminate()
                script.communicate(timeout=30)
        for pid in pids:
            with self.assertRaises(ProcessLookupError):
                os.kill(pid, 0)

    def test_a_port_in_use_is_named(self):
        rpc = int(self.options[self.options.index("--rpc-port") + 1])
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", rpc + 1))
            taken.listen()
            result = self.run_script("--seconds", "1")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"port {rpc + 1}", result.stderr)


if __name__ == "__main__":
    unittest.main()
