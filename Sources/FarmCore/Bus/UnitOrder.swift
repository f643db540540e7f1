/// What a journal holds for one meter besides requests: an entry whose first byte is no function.
enum UnitOrder: Equatable {
    /// It starts anew, as if its supply had gone for a moment.
    case restart
    /// It carries out a broadcast that others on its bus did not hear.
    case broadcast([UInt8])
    /// It carries out what stands in a frame of M-Bus, from its C field on.
    case link([UInt8])
    /// It does what somebody outside has asked, in the words of a scenario as JSON.
    case deeds([UInt8])

    /// The order in an entry; nil for a request.
    init?(_ entry: [UInt8]) {
        guard entry.count >= 2, entry[0] == 0 else { return nil }
        switch entry[1] {
        case 1: self = .restart
        case 2: self = .broadcast(Array(entry[2...]))
        case 3: self = .link(Array(entry[2...]))
        case 4: self = .deeds(Array(entry[2...]))
        default: return nil
        }
    }

    /// The entry.
    var bytes: [UInt8] {
        switch self {
        case .restart: [0, 1]
        case .broadcast(let request): [0, 2] + request
        case .link(let frame): [0, 3] + frame
        case .deeds(let text): [0, 4] + text
        }
    }
}
