import Glibc
import Testing

@testable import FarmLines

@Suite("The link to a pseudo-terminal")
struct PseudoTerminalLinkTests {
    private func error(_ link: String, on host: LineHost) async throws -> LineError? {
        do throws(LineError) {
            let port = try await PseudoTerminalPort.open(link: link, on: host.loops[0]) {
                ScriptedSession.echo()
            }
            await port.close()
            return nil
        } catch {
            return error
        }
    }

    private func target(_ path: String) -> String? {
        var characters = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &characters, characters.count)
        guard count >= 0 else { return nil }
        return String(
            decoding: characters.prefix(count).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }

    @Test("is made with the directories above it and removed at the end")
    func made() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("a/b/line")
            let port = try await openLine(path, on: host)
            #expect(target(path) == port.address)
            await port.close()
            #expect(target(path) == nil)
            #expect(rmdir(directory.link("a/b")) == 0)
            #expect(rmdir(directory.link("a")) == 0)
        }
    }

    @Test("replaces one that leads nowhere")
    func replacesDangling() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("line")
            for stale in ["/dev/pts/999999", "/nowhere/at/all"] {
                #expect(symlink(stale, path) == 0)
                let port = try await openLine(path, on: host)
                #expect(target(path) == port.address)
                let client = try SerialClient(path)
                try client.write([1])
                #expect(try client.read(1) == [1])
                await port.close()
                #expect(directory.names.isEmpty)
            }
        }
    }

    @Test("replaces one to a terminal that no farm serves")
    func replacesReused() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            // A pair as any terminal program opens it.
            let master = TestDescriptor(Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY))
            var unlocked: CInt = 0
            var number: CUnsignedInt = 0
            #expect(ioctl(master.descriptor, 0x4004_5431, &unlocked) == 0)
            #expect(ioctl(master.descriptor, 0x8004_5430, &number) == 0)
            let path = directory.link("line")
            #expect(symlink("/dev/pts/\(number)", path) == 0)
            let port = try await openLine(path, on: host)
            #expect(target(path) == port.address)
            #expect(port.address != "/dev/pts/\(number)")
            await port.close()
        }
    }

    @Test("replaces one whose number the kernel has given to this farm since")
    func replacesOwnNumber() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("line")
            // Other tests open terminals too: not every round gets the number of the one before.
            var stale = "/dev/pts/999999"
            for _ in 0..<20 {
                #expect(symlink(stale, path) == 0)
                let port = try await openLine(path, on: host)
                #expect(target(path) == port.address)
                stale = port.address
                await port.close()
                #expect(target(path) == nil)
            }
            let other = try await openLine(directory.link("other"), on: host)
            #expect(symlink(other.address, path) == 0)
            let port = try await openLine(path, on: host)
            #expect(target(path) == port.address)
            await port.close()
            await other.close()
        }
    }

    @Test("is the same place however its path is spelled")
    func spelling() throws {
        let directory = try LinkDirectory()
        let key = try PseudoTerminalLink(at: directory.link("line")).key
        #expect(try PseudoTerminalLink(at: directory.link("./line")).key == key)
        #expect(try PseudoTerminalLink(at: directory.link("lime")).key != key)
        #expect(try PseudoTerminalLink(at: "/line").key != key)
        #expect(try PseudoTerminalLink(at: "line").key != key)
        #expect(key >= 0)
    }

    @Test("leaves a running farm's alone, while clients have it open too")
    func leavesServed() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("line")
            let port = try await openLine(path, on: host)
            let client = try SerialClient(path)
            #expect(flock(client.descriptor, LOCK_EX | LOCK_NB) == 0)
            #expect(
                try await error(path, on: host)
                    == .linkIsServed(path: path, device: port.address)
            )
            #expect(target(path) == port.address)
            try client.write([1])
            #expect(try client.read(1) == [1])
            await port.close()
            #expect(try await error(path, on: host) == nil)
        }
    }

    @Test("never replaces a file, a directory or a link to something else")
    func leavesOthers() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let file = directory.link("file")
            let writer = TestDescriptor(Glibc.open(file, O_WRONLY | O_CREAT, 0o600))
            #expect(Glibc.write(writer.descriptor, "data", 4) == 4)
            writer.close()
            #expect(try await error(file, on: host) == .linkIsOccupied(path: file))
            let reader = TestDescriptor(Glibc.open(file, O_RDONLY))
            #expect(try reader.readSome() == Array("data".utf8))

            #expect(
                try await error(directory.path, on: host) == .linkIsOccupied(path: directory.path)
            )

            let link = directory.link("link")
            #expect(symlink(file, link) == 0)
            #expect(
                try await error(link, on: host) == .linkLeadsElsewhere(path: link, target: file)
            )
            #expect(target(link) == file)
            #expect(Set(directory.names) == ["file", "link"])

            let below = try await error("\(file)/line", on: host)
            #expect(below?.label == "link-failed")
        }
    }

    @Test("is not removed at the end if it is another's by then")
    func leavesReplaced() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("line")
            let port = try await openLine(path, on: host)
            unlink(path)
            #expect(symlink("/dev/null", path) == 0)
            await port.close()
            #expect(target(path) == "/dev/null")
        }
    }
}
