internal import CPseudoTerminal
internal import Glibc

/// The symbolic link at which clients find a pseudo-terminal.
struct PseudoTerminalLink {
    /// Where the link is.
    let path: String
    /// Where it leads.
    let device: String

    /// Makes the link and the directories above it.
    ///
    /// A link left by a farm that is gone is replaced in one step; a file, a directory, a link to
    /// something else and a link that a running farm serves are left alone.
    ///
    /// - Throws: a ``LineError`` naming what stands there.
    init(at path: String, to device: String) throws(LineError) {
        self.path = path
        self.device = device
        try makeDirectories()
        if symlink(device, path) == 0 { return }
        guard errno == EEXIST else { throw failed(errno) }
        try checkStale()
        let new = "\(path).\(getpid()).new"
        unlink(new)
        guard symlink(device, new) == 0 else { throw failed(errno) }
        guard rename(new, path) == 0 else {
            let code = errno
            unlink(new)
            throw failed(code)
        }
    }

    /// Removes the link, if it still leads to our device.
    func remove() {
        if Self.target(of: path) == device {
            unlink(path)
        }
    }

    private func failed(_ code: CInt) -> LineError {
        .linkFailed(path: path, reason: systemMessage(code))
    }

    private func makeDirectories() throws(LineError) {
        var end = path.startIndex
        while let slash = path[end...].dropFirst().firstIndex(of: "/") {
            end = slash
            if mkdir(String(path[..<slash]), 0o755) != 0, errno != EEXIST {
                throw failed(errno)
            }
        }
    }

    /// Passes if the link at ``path`` serves nobody.
    private func checkStale() throws(LineError) {
        guard let target = Self.target(of: path) else { throw .linkIsOccupied(path: path) }
        // A link to nothing is stale, whatever it was.
        guard access(path, F_OK) == 0 else { return }
        let parts = target.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.dropLast() == ["", "dev", "pts"], parts.last.flatMap({ UInt($0) }) != nil else {
            throw .linkLeadsElsewhere(path: path, target: target)
        }
        var served = false
        let code = pseudo_terminal_is_served(target, &served)
        // Busy: a client has it for itself. Otherwise the number has passed to another terminal.
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
