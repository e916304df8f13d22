// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.0 <0.9.0;

import "SeroInterface.sol";

/// What the tests make a contract do with every native function. Not for use.
contract Bank is SeroInterface {
    /// What the last call that was recorded brought.
    struct Receipt {
        bytes32 currency;
        uint256 amount;
        bytes32 category;
        bytes32 ticket;
        address sender;
        address caller;
        uint256 value;
        bytes32 txHash;
    }

    Receipt public receipt;
    uint256 public receipts;
    uint256 public number;
    bytes32 public word;
    /// What the contract does when it is called with empty data: 0 records, 1 refuses, 2 calls back.
    uint256 public mood;
    address public back;
    bytes public backData;
    /// What each sender deposited, by currency.
    mapping(address => mapping(bytes32 => uint256)) public deposits;

    constructor(bool toFail) payable {
        require(!toFail, "told to fail");
        record();
    }

    receive() external payable {
        require(mood != 1, "refused");
        record();
        if (mood == 2) {
            (bool ok, ) = back.call(backData);
            number = ok ? number + 1 : number + 1000;
        }
    }

    function record() public payable {
        receipt = Receipt(
            sero_msg_currency(),
            sero_msg_amount(),
            sero_msg_category(),
            sero_msg_ticket(),
            _msgSender(),
            msg.sender,
            msg.value,
            sero_txHash()
        );
        receipts++;
    }

    function deposit() external payable {
        deposits[_msgSender()][sero_msg_currency()] += sero_msg_amount();
    }

    function setMood(uint256 newMood, address to, bytes calldata data) external payable {
        mood = newMood;
        back = to;
        backData = data;
    }

    function issue(uint256 total, string calldata name) external payable returns (bool ok) {
        ok = sero_issueToken(total, name);
        number = ok ? 1 : 2;
    }

    function balance(string calldata currency) external view returns (uint256) {
        return sero_balanceOf(currency);
    }

    function pay(
        address to,
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket
    ) public payable returns (bool ok) {
        ok = sero_send(to, currency, amount, category, ticket);
        number = ok ? 1 : 2;
    }

    function payMany(address to, string memory currency, uint256 count) external payable {
        uint256 paid = 0;
        for (uint256 i = 0; i < count; i++) {
            if (sero_send_token(to, currency, 1)) paid++;
        }
        number = paid;
    }

    function payTicket(address to, string memory category, bytes32 ticket) external payable {
        number = sero_send_ticket(to, category, ticket) ? 1 : 2;
    }

    function allot(address to, bytes32 value, string calldata category)
        external
        payable
        returns (bytes32)
    {
        word = sero_allotTicket(to, value, category);
        return word;
    }

    function setRate(string calldata currency, uint256 tokens, uint256 ta) external payable {
        number = sero_setToketRate(currency, tokens, ta) ? 1 : 2;
    }

    function open(bytes32 id, bytes32 key) external payable {
        (bytes32 currency, uint256 amount, , , address from, uint256 height, , bytes memory data) =
            sero_closePkg(id, key);
        receipt = Receipt(currency, amount, 0, 0, from, address(0), height, keccak256(data));
    }

    function handOver(bytes32 id, address to) external payable {
        number = sero_transferPkg(id, to) ? 1 : 2;
    }

    function forward(
        address to,
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket,
        bytes memory data
    ) public payable returns (bool ok, bytes memory ret) {
        sero_setCallValues(currency, amount, category, ticket);
        (ok, ret) = sero_call(to, data);
        number = ok ? 1 : 2;
        word = keccak256(ret);
    }

    function plain(address to, uint256 value, bytes memory data) public payable returns (bool ok) {
        (ok, ) = to.call{value: value}(data);
        number = ok ? 1 : 2;
    }

    function raw(uint8 kind, address to, uint256 value, bytes calldata data)
        external
        payable
        returns (bool ok, bytes memory ret)
    {
        if (kind == 0) (ok, ret) = to.call{value: value}(data);
        if (kind == 1) (ok, ret) = to.staticcall(data);
        if (kind == 2) (ok, ret) = to.delegatecall(data);
    }

    function payThenFail(
        address to,
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket
    ) public payable {
        require(sero_send(to, currency, amount, category, ticket), "not paid");
        revert("after paying");
    }

    /// Pays in a frame that fails, and goes on.
    function attempt(
        address to,
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket
    ) external payable {
        try this.payThenFail(to, currency, amount, category, ticket) {
            number = 1;
        } catch {
            number = 2;
        }
    }

    function fail() external payable {
        record();
        revert("as told");
    }

    function trap() external payable {
        record();
        assembly {
            invalid()
        }
    }

    function spin() external payable {
        record();
        while (true) {
            number++;
        }
    }

    /// A call with the same asset that comes back to this contract without one.
    function recordTwice() external payable {
        record();
        this.record();
    }

    function update(bytes calldata code) external payable {
        record();
        sero_update(code);
    }

    function long() external view returns (bytes memory) {
        return sero_longAddress();
    }
}
