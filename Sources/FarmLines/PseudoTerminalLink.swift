internal import CPseudoTerminal
internal import Glibc

/// The symbolic link at which clients find a pseudo-terminal.
struct PseudoTerminalLink {
    /// Where the link is.
    let path: String

    /// What tells this place from others, however it is spelled: a hash of its directory and name.
    let key: Int64

    private var device: String?

    /// Makes the directories above the place.
    ///
    /// - Throws: a ``LineError`` naming the path.
    init(at path: String) throws(LineError) {
        self.path = path
        let end = path.lastIndex(of: "/")
        let parent = end.map { String(path[...$0]) } ?? "."
        try Self.makeDirectories(of: path)
        var directory = stat()
        guard stat(parent, &directory) == 0 else {
            throw .linkFailed(path: path, reason: systemMessage(errno))
        }
        let name = end.map { path[path.index(after: $0)...] } ?? path[...]
        // FNV-1a; of another place with the same hash a link would seem served, no more.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(directory.st_dev) \(directory.st_ino) \(name)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        self.key = Int64(hash >> 2)
    }

    /// Makes the link to `device`, which carries ``key``.
    ///
    /// A link left by a farm that is gone is replaced in one step; a file, a directory, a link to
    /// something else and a link that a running farm serves are left alone.
    ///
    /// - Throws: a ``LineError`` naming what stands there.
    mutating func make(to device: String) throws(LineError) {
        if symlink(device, path) != 0 {
            guard errno == EEXIST else { throw failed(errno) }
            try checkStale(except: device)
            try replace(with: device)
        }
        self.device = device
    }

    /// Removes the link, if it still leads to our device.
    func remove() {
        if let device, Self.target(of: path) == device {
            unlink(path)
        }
    }

    private func replace(with device: String) throws(LineError) {
        let new = "\(path).\(getpid()).new"
        unlink(new)
        guard symlink(device, new) == 0 else { throw failed(errno) }
        guard rename(new, path) == 0 else {
            let code = errno
            unlink(new)
            throw failed(code)
        }
    }

    private func failed(_ code: CInt) -> LineError {
        .linkFailed(path: path, reason: systemMessage(code))
    }

    /// Makes the folders above a path.
    static func makeDirectories(of path: String) throws(LineError) {
        var end = path.startIndex
        while let slash = path[end...].dropFirst().firstIndex(of: "/") {
            end = slash
            if mkdir(String(path[..<slash]), 0o755) != 0, errno != EEXIST {
                throw .linkFailed(path: path, reason: systemMessage(errno))
            }
        }
    }

    /// Passes if the link at ``path`` serves nobody.
    private func checkStale(except device: String) throws(LineError) {
        guard let target = Self.target(of: path) else { throw .linkIsOccupied(path: path) }
        // The kernel gives the numbers of dead farms again, to us as well.
        if target == device { return }
        // A link to nothing is stale, whatever it was.
        guard access(path, F_OK) == 0 else { return }
        let parts = target.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.dropLast() == ["", "dev", "pts"], parts.last.flatMap({ UInt($0) }) != nil else {
            throw .linkLeadsElsewhere(path: path, target: target)
        }
        var served = false
        let code = pseudo_terminal_is_served(key, target, &served)
        // Busy: a client has it for itself. Otherwise the number has passed to another terminal,
        // or to another link's.
        guard !served, code != EBUSY else { throw .linkIsServed(path: path, device: target) }
    }

    /// Where the link at `path` leads; nil if there is none.
    private static func target(of path: String) -> String? {
        var characters = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &characters, characters.count)
        guard count >= 0 else { return nil }
        return String(
            decoding: characters.prefix(count).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}
