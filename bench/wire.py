"""When packets pass the loopback interface, as the kernel stamps them: what a proxy adds, without
the wake-ups of the programs at its two ends. Needs the right to capture (root or CAP_NET_RAW)."""

import re
import socket
import struct

from measure import percentile

SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35  # asm-generic/socket.h; Python names neither
ETH_P_ALL, ETH_P_IP, PACKET_OUTGOING = 0x0003, 0x0800, 4
BUFFER = 256 << 20  # a round's packets; nothing reads them before it has ended
STAMP = re.compile(rb"~at:(\d+)~")  # of the mock's --stamp, different in every event


def permitted():
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0).close()
    except PermissionError:
        return False
    return True


class Capture:
    """The TCP payloads that pass while it is entered: `packets`, each (time in µs, source port,
    destination port, bytes)."""

    def __enter__(self):
        self.packets = []
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.bind(("lo", ETH_P_IP))
        return self

    def __exit__(self, *_):
        self._socket.setblocking(False)
        try:
            while True:
                self._take(*self._socket.recvmsg(1 << 17, 256))
        except BlockingIOError:
            self._socket.close()

    def _take(self, data, ancillary, _, address):
        if address[2] == PACKET_OUTGOING:  # each is seen leaving and arriving
            return
        for level, kind, value in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                seconds, nanoseconds = struct.unpack("qq", value)
        header = (data[0] & 15) * 4
        length, = struct.unpack_from("!H", data, 2)
        source, destination = struct.unpack_from("!HH", data, header)
        payload = data[header + (data[header + 12] >> 4) * 4:length or len(data)]
        if payload:
            self.packets.append((seconds * 1e6 + nanoseconds / 1e3, source, destination, payload))


def first_bytes(packets, upstream_port, proxy_port):
    """For each streamed answer the µs from its first byte's arrival at the proxy to the first
    byte that the proxy sent on. The first stamped event tells which two belong together."""
    begun, arrived, left = {}, {}, {}
    for time, source, destination, payload in packets:
        if source not in (upstream_port, proxy_port):
            continue
        if payload.startswith(b"HTTP/1.1 200"):
            begun[source, destination] = time
        stamp = STAMP.search(payload)
        if stamp and (source, destination) in begun:
            side = arrived if source == upstream_port else left
            side[stamp[1]] = begun.pop((source, destination))
    return [left[stamp] - arrived[stamp] for stamp in arrived if stamp in left]


def measure(lab, proxies, kind, *options, **how):
    """{proxy name: (p50, p99)} over the streams of all rounds, the proxies taking turns."""
    steps = {proxy.name: [] for proxy in proxies}
    for _ in range(lab.rounds):
        for proxy in proxies:
            with Capture() as capture:
                lab.load(proxy, kind, *options, stream=True, **how)
            steps[proxy.name] += first_bytes(capture.packets, proxy.mocks[kind].port, proxy.port)
    return {name: (percentile(values, 0.5), percentile(values, 0.99))
            for name, values in steps.items()}
