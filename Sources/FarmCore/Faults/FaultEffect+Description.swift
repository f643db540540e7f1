extension FaultEffect: CustomStringConvertible {
    /// What it does, in short and in the words of files: `exception 6`, `value stepBack`.
    public var description: String {
        switch self {
        case .noReply: "noReply"
        case .exception(let code): "exception \(code)"
        case .restart: "restart"
        case .value(let value): "value \(value)"
        case .delay: "delay"
        case .late: "late"
        case .unit(let change): "unit \(change)"
        case .function(let change): "function \(change)"
        case .checksum(let checksum): "checksum \(checksum.rawValue)"
        case .truncate(let count): "truncate \(count)"
        case .extra(let count): "extra \(count)"
        case .garbage(let count): "garbage \(count)"
        case .split(let pieces, _): "split \(pieces)"
        case .duplicate(let count): "duplicate \(count)"
        case .merge: "merge"
        case .transactionID(let change): "transactionId \(change)"
        case .protocolID(let change): "protocolId \(change)"
        case .length(let change): "length \(change)"
        case .stuckFrameCount: "stuckFrameCount"
        case .tcp(let ending): "tcp \(ending.rawValue)"
        case .connection(let welcome): "connection \(welcome.rawValue)"
        case .connectionLimit(let limit, let full):
            "connectionLimit \(limit) \(full.rawValue)"
        }
    }
}

extension NumberChange: CustomStringConvertible {
    /// As in files: `7`, `+1`, `-2`.
    public var description: String {
        switch self {
        case .to(let number): "\(number)"
        case .by(let step): step < 0 ? "\(step)" : "+\(step)"
        }
    }
}

extension FaultyValue: CustomStringConvertible {
    /// As in files: `zero`, `stuck 230.0`.
    public var description: String {
        switch self {
        case .frozen: "frozen"
        case .zero: "zero"
        case .maximum: "maximum"
        case .notAvailable: "notAvailable"
        case .nan: "nan"
        case .stepBack: "stepBack"
        case .torn: "torn"
        case .wordsSwapped: "wordsSwapped"
        case .stuck(let value): "stuck \(value)"
        case .scale(let factor): "scale \(factor)"
        }
    }
}
