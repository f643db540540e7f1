/// Answers that faults hold back until something else goes out on the same connection.
///
/// Bounded: of a connection's answers the oldest are forgotten, and of too many connections the
/// first.
struct HeldAnswers {
    /// The most bytes of a connection.
    static let byteLimit = 4096
    /// The most connections.
    static let connectionLimit = 1024

    private struct Held {
        let connection: Int
        var late: [WirePiece] = []
        var merged: [UInt8] = []
    }

    private var all: [Held] = []

    /// Whether nothing is held.
    var isEmpty: Bool { all.isEmpty }

    /// Holds an answer until the connection's next request.
    mutating func holdLate(_ pieces: [WirePiece], on connection: Int) {
        let place = place(connection)
        all[place].late += pieces
        while all[place].late.reduce(0, { $0 + $1.bytes.count }) > Self.byteLimit {
            all[place].late.removeFirst()
        }
    }

    /// Holds an answer until the next one of the connection, with which it goes out.
    mutating func holdToMerge(_ pieces: [WirePiece], on connection: Int) {
        let place = place(connection)
        all[place].merged += pieces.flatMap(\.bytes)
        all[place].merged.removeFirst(max(all[place].merged.count - Self.byteLimit, 0))
    }

    /// The answers that come too late, once the next request is there.
    mutating func takeLate(_ connection: Int) -> [WirePiece] {
        guard let place = all.firstIndex(where: { $0.connection == connection }) else { return [] }
        defer {
            all[place].late = []
            if all[place].merged.isEmpty { all.remove(at: place) }
        }
        return all[place].late
    }

    /// An answer with what goes out together with it.
    mutating func merged(_ pieces: [WirePiece], on connection: Int) -> [WirePiece] {
        guard let place = all.firstIndex(where: { $0.connection == connection }),
            !all[place].merged.isEmpty
        else { return pieces }
        var pieces = pieces
        if pieces.isEmpty {
            pieces = [WirePiece(all[place].merged)]
        } else {
            pieces[0].bytes = all[place].merged + pieces[0].bytes
        }
        all[place].merged = []
        if all[place].late.isEmpty { all.remove(at: place) }
        return pieces
    }

    /// A connection is gone.
    mutating func forget(_ connection: Int) { all.removeAll { $0.connection == connection } }

    private mutating func place(_ connection: Int) -> Int {
        if let place = all.firstIndex(where: { $0.connection == connection }) { return place }
        if all.count >= Self.connectionLimit { all.removeFirst() }
        all.append(Held(connection: connection))
        return all.count - 1
    }
}
