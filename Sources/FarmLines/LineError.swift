/// Why a port could not be opened.
public enum LineError: Error, Equatable, Sendable {
    /// Another program, or another port of this farm, listens there.
    case addressInUse(String)
    /// No interface of this host has that address.
    case addressNotAvailable(String)
    /// The host's name cannot be resolved.
    case hostUnknown(String, reason: String)
    /// The port's number is not one.
    case portOutOfRange(Int)
    /// This user may not listen there.
    case listeningForbidden(String)
    /// Listening failed otherwise.
    case listeningFailed(String, reason: String)
    /// The kernel gives no pseudo-terminal.
    case noPseudoTerminal(link: String, reason: String)
    /// An ordinary file or a directory stands where the link belongs.
    case linkIsOccupied(path: String)
    /// A link that is not ours stands there, to something that exists.
    case linkLeadsElsewhere(path: String, target: String)
    /// A running farm serves the pseudo-terminal behind the link.
    case linkIsServed(path: String, device: String)
    /// The link or its directory cannot be made.
    case linkFailed(path: String, reason: String)
    /// Something else stands where a socket or a named pipe belongs.
    case placeIsOccupied(path: String)
    /// A running program listens at the socket.
    case placeIsServed(path: String)
    /// A socket, a named pipe or a line of gpio-sim cannot be used.
    case placeFailed(path: String, reason: String)
    /// There is no such serial device.
    case deviceMissing(String)
    /// Another program, or another port, has the serial device.
    case deviceInUse(String)
    /// This user may not open the serial device.
    case deviceForbidden(String)
    /// What stands at the path is no serial device.
    case notASerialDevice(String)
    /// The serial device's driver cannot do the baud rate.
    case baudRateRefused(String, wanted: Int, got: Int)
    /// The serial device fails otherwise.
    case deviceFailed(String, reason: String)
    /// The event loops have been shut down.
    case loopStopped
}

extension LineError {
    /// The kind of error, for metrics.
    public var label: String {
        switch self {
        case .addressInUse: "address-in-use"
        case .addressNotAvailable: "address-not-available"
        case .hostUnknown: "host-unknown"
        case .portOutOfRange: "port-out-of-range"
        case .listeningForbidden: "listening-forbidden"
        case .listeningFailed: "listening-failed"
        case .noPseudoTerminal: "no-pseudo-terminal"
        case .linkIsOccupied: "link-is-occupied"
        case .linkLeadsElsewhere: "link-leads-elsewhere"
        case .linkIsServed: "link-is-served"
        case .linkFailed: "link-failed"
        case .placeIsOccupied: "place-is-occupied"
        case .placeIsServed: "place-is-served"
        case .placeFailed: "place-failed"
        case .deviceMissing: "device-missing"
        case .deviceInUse: "device-in-use"
        case .deviceForbidden: "device-forbidden"
        case .notASerialDevice: "not-a-serial-device"
        case .baudRateRefused: "baud-rate-refused"
        case .deviceFailed: "device-failed"
        case .loopStopped: "loop-stopped"
        }
    }
}

extension LineError: CustomStringConvertible {
    /// What failed, where, and what to do about it.
    public var description: String {
        switch self {
        case .addressInUse(let address):
            "cannot listen on \(address): another program listens there; "
                + "stop it or choose another port"
        case .addressNotAvailable(let address):
            "cannot listen on \(address): this host has no such address; "
                + "use one of its own, 127.0.0.1 or 0.0.0.0"
        case .hostUnknown(let host, let reason):
            "cannot listen on \(host): the name cannot be resolved (\(reason)); "
                + "use an address of this host"
        case .portOutOfRange(let port):
            "cannot listen on port \(port): a port is 0 (any free one) to 65535"
        case .listeningForbidden(let address):
            "cannot listen on \(address): not permitted; "
                + "use a port from 1024 on, or grant CAP_NET_BIND_SERVICE"
        case .listeningFailed(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .noPseudoTerminal(let link, let reason):
            "cannot open a pseudo-terminal for \(link): \(reason); "
                + "see /proc/sys/kernel/pty/max and ulimit -n"
        case .linkIsOccupied(let path):
            "cannot make the link \(path): a file or directory stands there and is left alone; "
                + "remove it or choose another path"
        case .linkLeadsElsewhere(let path, let target):
            "cannot make the link \(path): a link to \(target) stands there and is left alone; "
                + "remove it or choose another path"
        case .linkIsServed(let path, let device):
            "cannot make the link \(path): a running farm serves \(device) behind it; "
                + "stop that farm or choose another path"
        case .linkFailed(let path, let reason):
            "cannot make the link \(path): \(reason)"
        case .placeIsOccupied(let path):
            "cannot let pulses out at \(path): something else stands there and is left alone; "
                + "remove it or choose another path"
        case .placeIsServed(let path):
            "cannot let pulses out at \(path): a running program listens there; "
                + "stop it or choose another path"
        case .placeFailed(let path, let reason):
            "cannot let pulses out at \(path): \(reason)"
        case .deviceMissing(let path):
            "cannot open \(path): there is no such device; "
                + "plug it in, see /dev/serial/by-id, or let the port \"wait\""
        case .deviceInUse(let path):
            "cannot open \(path): another program has it, or another port of this farm; "
                + "stop that one (fuser \(path) names it)"
        case .deviceForbidden(let path):
            "cannot open \(path): not permitted; "
                + "add the user to the device's group (ls -l \(path); mostly dialout)"
        case .notASerialDevice(let path):
            "cannot open \(path): it is no serial device; choose one such as /dev/ttyUSB0"
        case .baudRateRefused(let path, let wanted, let got):
            "cannot open \(path): its driver makes \(got) baud of \(wanted); "
                + "choose a rate that the adapter can do"
        case .deviceFailed(let path, let reason):
            "cannot use \(path): \(reason)"
        case .loopStopped:
            "cannot open a port: the farm's event loops have been stopped"
        }
    }
}
