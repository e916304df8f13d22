// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.0 <0.9.0;

/// @title SERO's native functions as the chain offers them
/// @notice A precompile at a fixed address. Its caller is always a contract, and balances, tickets, packages
/// and rates are those of the caller. A function that cannot do what it is asked for reverts with a reason.
/// @dev Contracts inherit SeroInterface below rather than calling this directly. The precompile refuses
/// delegatecall, and static calls of functions that change something.
interface ISeroAssets {
    /// @notice Makes new base units of a token for the caller.
    /// @param total Base units, below 2^128.
    /// @param name `[A-Z][A-Z0-9_]{0,31}` without SERO in it; the first issue registers it and takes the
    /// registration fee from the caller's SERO.
    /// @return Always true.
    function issueToken(uint256 total, string calldata name) external returns (bool);

    /// @notice What the caller has of a currency.
    /// @param currency Name of the currency, SERO included.
    /// @return Base units.
    function balanceOf(string calldata currency) external view returns (uint256);

    /// @notice Pays an amount, a ticket, or both. SERO comes with the call as its value.
    /// @param receiver A contract, which is called with empty data, or a known one-time address.
    /// @param currency Name of the currency; empty without an amount.
    /// @param amount Base units, below 2^128.
    /// @param category Category of the ticket; empty without one.
    /// @param ticket Id of the ticket; zero without one.
    /// @return Always true.
    function send(
        address receiver,
        string calldata currency,
        uint256 amount,
        string calldata category,
        bytes32 ticket
    ) external payable returns (bool);

    /// @notice Makes a ticket, or takes one that the caller has, and pays it to a receiver.
    /// @param receiver A contract or a known one-time address; zero or the caller keeps the ticket.
    /// @param value Id of the ticket; zero for a new id.
    /// @param category Its category, `[A-Z][A-Z0-9_]{0,31}`; the first ticket registers it to the caller.
    /// @return Id of the ticket.
    function allotTicket(address receiver, bytes32 value, string calldata category)
        external
        returns (bytes32);

    /// @notice Calls a contract and hands it an asset. SERO comes with the call as its value.
    /// @param to The contract; for it, `msg.sender` is this precompile.
    /// @param currency Name of the currency; empty without an amount.
    /// @param amount Base units, below 2^128.
    /// @param category Category of the ticket; empty without one.
    /// @param ticket Id of the ticket; zero without one.
    /// @param data Data of the call.
    /// @return ok Whether the contract succeeded; if not, nothing has moved.
    /// @return ret What the contract returned.
    function call(
        address to,
        string calldata currency,
        uint256 amount,
        string calldata category,
        bytes32 ticket,
        bytes calldata data
    ) external payable returns (bool ok, bytes memory ret);

    /// @notice Currency of what the caller received with this call.
    /// @return Its name, padded with zeros on the right, or zero.
    function msgCurrency() external view returns (bytes32);

    /// @notice Amount of what the caller received with this call.
    /// @return Base units, or zero.
    function msgAmount() external view returns (uint256);

    /// @notice Category of the ticket that the caller received with this call.
    /// @return Its name, padded with zeros on the right, or zero.
    function msgCategory() external view returns (bytes32);

    /// @notice The ticket that the caller received with this call.
    /// @return Its id, or zero.
    function msgTicket() external view returns (bytes32);

    /// @notice Who called the caller: if that was this precompile, the contract that asked it to.
    /// @return Its 20-byte address.
    function msgSender() external view returns (address);

    /// @notice Takes a token for gas.
    /// @param currency Name of a token that exists.
    /// @param tokens Base units of the token ...
    /// @param ta ... for these base units of SERO; both zero: the token is no longer taken.
    /// @return Always true.
    function setTokenRate(string calldata currency, uint256 tokens, uint256 ta)
        external
        returns (bool);

    /// @notice The rate at which a contract takes a token for gas.
    /// @param target The contract.
    /// @param currency Name of the token.
    /// @return tokens Base units of the token, or zero.
    /// @return ta Base units of SERO; zero if the contract does not take the token.
    function tokenRate(address target, string calldata currency)
        external
        view
        returns (uint256 tokens, uint256 ta);

    /// @notice Opens a package that the caller owns. Its asset is the caller's then.
    /// @param id The package.
    /// @param key Its key.
    /// @return currency Currency of the amount inside, or zero.
    /// @return amount Base units.
    /// @return category Category of the ticket inside, or zero.
    /// @return ticket Id of the ticket inside, or zero.
    /// @return from 20-byte form of the one-time address that made the package; it can be paid.
    /// @return height Block that made the package.
    /// @return memo 64 bytes.
    /// @return data What lay beside the asset.
    function closePkg(bytes32 id, bytes32 key)
        external
        returns (
            bytes32 currency,
            uint256 amount,
            bytes32 category,
            bytes32 ticket,
            address from,
            uint256 height,
            bytes memory memo,
            bytes memory data
        );

    /// @notice Hands over a package that the caller owns.
    /// @param id The package.
    /// @param to A contract or a known one-time address.
    /// @return Always true.
    function transferPkg(bytes32 id, address to) external returns (bool);

    /// @notice The contract that has a ticket.
    /// @param category Its category.
    /// @param ticket Its id.
    /// @return The contract, or zero if none has it.
    function ticketOwner(string calldata category, bytes32 ticket) external view returns (address);

    /// @notice The bundle that is being applied.
    /// @return Its id, or zero in an Ethereum transaction.
    function txHash() external view returns (bytes32);

    /// @notice The long form of a contract's address.
    /// @param target The contract.
    /// @return 64 bytes: prefix, checksum, EVM address.
    function longAddress(address target) external view returns (bytes memory);
}

/// @title Base of contracts that use SERO's assets
/// @notice The functions of the original chain under their names. Functions that the original lets fail by
/// returning false or zero do so here.
/// @dev Differences from the original:
/// - `msg.value` is SERO only; the amount of any currency is `sero_msg_amount()`.
/// - What `sero_setCallValues` names goes with the next `sero_call`, not with the next CALL: only the
///   precompile can hand over tokens and tickets. For the called contract `msg.sender` is the precompile
///   then; `_msgSender()` names the contract that called.
/// - `sero_send` to a contract gives it all remaining gas but a 64th: write down what changes before you pay.
/// - A contract cannot replace its own code (`sero_update`): deploy a proxy for that.
abstract contract SeroInterface {
    /// @dev The precompile.
    ISeroAssets internal constant SERO_ASSETS =
        ISeroAssets(0x000000000000000000000000000000005e200000);

    /// @dev What goes with the next sero_call. Kept in storage for the length of a transaction.
    struct SeroCallValues {
        string currency;
        uint256 amount;
        string category;
        bytes32 ticket;
    }

    SeroCallValues private _seroCallValues;

    /// @notice Makes new base units of a token for this contract.
    /// @param total Base units, below 2^128.
    /// @param currency Name of the token; the first issue registers it for a fee.
    /// @return Whether it was done.
    function sero_issueToken(uint256 total, string memory currency) internal returns (bool) {
        (bool ok, ) = _sero(0, abi.encodeWithSelector(SERO_ASSETS.issueToken.selector, total, currency));
        return ok;
    }

    /// @notice What this contract has of a currency.
    /// @param currency Name of the currency, SERO included.
    /// @return Base units.
    function sero_balanceOf(string memory currency) internal view returns (uint256) {
        return SERO_ASSETS.balanceOf(currency);
    }

    /// @notice Pays an amount, a ticket, or both, to a contract or a known one-time address.
    /// @param receiver 20-byte address of the receiver.
    /// @param currency Name of the currency; empty without an amount.
    /// @param amount Base units.
    /// @param category Category of the ticket; empty without one.
    /// @param ticket Id of the ticket; zero without one.
    /// @return Whether it was paid. If not, nothing has moved.
    function sero_send(
        address receiver,
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket
    ) internal returns (bool) {
        (bool ok, ) = _sero(
            _seroOf(currency, amount),
            abi.encodeWithSelector(
                SERO_ASSETS.send.selector,
                receiver,
                currency,
                amount,
                category,
                ticket
            )
        );
        return ok;
    }

    /// @notice Pays an amount.
    /// @param receiver 20-byte address of the receiver.
    /// @param currency Name of the currency.
    /// @param amount Base units.
    /// @return Whether it was paid.
    function sero_send_token(address receiver, string memory currency, uint256 amount)
        internal
        returns (bool)
    {
        return sero_send(receiver, currency, amount, "", bytes32(0));
    }

    /// @notice Pays a ticket.
    /// @param receiver 20-byte address of the receiver.
    /// @param category Category of the ticket.
    /// @param ticket Its id.
    /// @return Whether it was paid.
    function sero_send_ticket(address receiver, string memory category, bytes32 ticket)
        internal
        returns (bool)
    {
        return sero_send(receiver, "", 0, category, ticket);
    }

    /// @notice Makes a ticket, or takes one of this contract's, and pays it to a receiver.
    /// @param receiver 20-byte address of the receiver; zero or this contract keeps the ticket.
    /// @param value Id of the ticket; zero for a new id.
    /// @param category Its category; the first ticket registers it to this contract.
    /// @return Id of the ticket, or zero if nothing was done.
    function sero_allotTicket(address receiver, bytes32 value, string memory category)
        internal
        returns (bytes32)
    {
        (bool ok, bytes memory ret) = _sero(
            0,
            abi.encodeWithSelector(SERO_ASSETS.allotTicket.selector, receiver, value, category)
        );
        return ok ? abi.decode(ret, (bytes32)) : bytes32(0);
    }

    /// @notice Currency of what this contract received with the call.
    /// @return Its name, padded with zeros on the right; SERO for the value of a plain call; or zero.
    function sero_msg_currency() internal view returns (bytes32) {
        bytes32 currency = SERO_ASSETS.msgCurrency();
        return currency == 0 && msg.value > 0 ? bytes32("SERO") : currency;
    }

    /// @notice Amount of what this contract received with the call, in any currency.
    /// @return Base units.
    function sero_msg_amount() internal view returns (uint256) {
        uint256 amount = SERO_ASSETS.msgAmount();
        return amount == 0 ? msg.value : amount;
    }

    /// @notice Category of the ticket that this contract received with the call.
    /// @return Its name, padded with zeros on the right, or zero.
    function sero_msg_category() internal view returns (bytes32) {
        return SERO_ASSETS.msgCategory();
    }

    /// @notice The ticket that this contract received with the call.
    /// @return Its id, or zero.
    function sero_msg_ticket() internal view returns (bytes32) {
        return SERO_ASSETS.msgTicket();
    }

    /// @notice The sender of the call: also if the precompile forwarded it.
    /// @return Its 20-byte address.
    function _msgSender() internal view virtual returns (address) {
        return msg.sender == address(SERO_ASSETS) ? SERO_ASSETS.msgSender() : msg.sender;
    }

    /// @notice Sets what goes with the next sero_call.
    /// @param currency Name of the currency; empty without an amount.
    /// @param amount Base units.
    /// @param category Category of the ticket; empty without one.
    /// @param ticket Id of the ticket; zero without one.
    function sero_setCallValues(
        string memory currency,
        uint256 amount,
        string memory category,
        bytes32 ticket
    ) internal {
        _seroCallValues = SeroCallValues(currency, amount, category, ticket);
    }

    /// @notice Calls a contract with what sero_setCallValues named, which is forgotten then.
    /// @param to The contract.
    /// @param data Data of the call.
    /// @return ok Whether the contract succeeded. If not, nothing has moved.
    /// @return ret What the contract returned.
    function sero_call(address to, bytes memory data) internal returns (bool ok, bytes memory ret) {
        SeroCallValues memory values = _seroCallValues;
        delete _seroCallValues;
        (ok, ret) = _sero(
            _seroOf(values.currency, values.amount),
            abi.encodeWithSelector(
                SERO_ASSETS.call.selector,
                to,
                values.currency,
                values.amount,
                values.category,
                values.ticket,
                data
            )
        );
        if (ok) {
            (ok, ret) = abi.decode(ret, (bool, bytes));
        }
    }

    /// @notice Takes a token for gas, so that users of this contract can pay the fee in it.
    /// @param currency Name of the token.
    /// @param tokenAmount Base units of the token ...
    /// @param taAmount ... for these base units of SERO; both zero: no longer.
    /// @return Whether it was done.
    function sero_setTokenRate(string memory currency, uint256 tokenAmount, uint256 taAmount)
        internal
        returns (bool)
    {
        (bool ok, ) = _sero(
            0,
            abi.encodeWithSelector(
                SERO_ASSETS.setTokenRate.selector,
                currency,
                tokenAmount,
                taAmount
            )
        );
        return ok;
    }

    /// @notice The name of sero_setTokenRate in the library that was published for the original.
    /// @param currency See there.
    /// @param tokenAmount See there.
    /// @param taAmount See there.
    /// @return See there.
    function sero_setToketRate(string memory currency, uint256 tokenAmount, uint256 taAmount)
        internal
        returns (bool)
    {
        return sero_setTokenRate(currency, tokenAmount, taAmount);
    }

    /// @notice Opens a package that this contract owns.
    /// @param id The package.
    /// @param key Its key.
    /// @return currency Currency of the amount inside; zeros everywhere if it cannot be opened.
    /// @return amount Base units.
    /// @return category Category of the ticket inside.
    /// @return ticket Id of the ticket inside.
    /// @return from 20-byte form of the one-time address that made the package.
    /// @return height Block that made the package.
    /// @return memo 64 bytes.
    /// @return data What lay beside the asset.
    function sero_closePkg(bytes32 id, bytes32 key)
        internal
        returns (
            bytes32 currency,
            uint256 amount,
            bytes32 category,
            bytes32 ticket,
            address from,
            uint256 height,
            bytes memory memo,
            bytes memory data
        )
    {
        bytes memory ret = _seroClose(id, key);
        if (ret.length > 0) {
            (currency, amount, category, ticket) = _seroPackageAsset(ret);
            (from, height, memo, data) = _seroPackageRest(ret);
        }
    }

    /// @notice Hands over a package that this contract owns.
    /// @param id The package.
    /// @param to A contract or a known one-time address.
    /// @return Whether it was done.
    function sero_transferPkg(bytes32 id, address to) internal returns (bool) {
        (bool ok, ) = _sero(0, abi.encodeWithSelector(SERO_ASSETS.transferPkg.selector, id, to));
        return ok;
    }

    /// @notice The contract that has a ticket.
    /// @param category Its category.
    /// @param ticket Its id.
    /// @return The contract, or zero if none has it.
    function sero_ticketOwner(string memory category, bytes32 ticket) internal view returns (address) {
        return SERO_ASSETS.ticketOwner(category, ticket);
    }

    /// @notice The bundle that is being applied.
    /// @return Its id, or zero in an Ethereum transaction.
    function sero_txHash() internal view returns (bytes32) {
        return SERO_ASSETS.txHash();
    }

    /// @notice The long form of this contract's address.
    /// @return 64 bytes.
    function sero_longAddress() internal view returns (bytes memory) {
        return SERO_ASSETS.longAddress(address(this));
    }

    /// @dev The value that goes with an asset: its SERO.
    function _seroOf(string memory currency, uint256 amount) private pure returns (uint256) {
        return keccak256(bytes(currency)) == keccak256("SERO") ? amount : 0;
    }

    /// @dev Calls the precompile; a refusal reverts nothing but what the precompile did.
    function _sero(uint256 value, bytes memory data) private returns (bool, bytes memory) {
        return address(SERO_ASSETS).call{value: value}(data);
    }
    /// @notice Refused: a contract cannot replace its own code on this chain.
    /// @dev Always reverts. Deploy a proxy that delegates to code which it can exchange.
    function sero_update(bytes memory) internal pure {
        revert("SERO: code cannot be replaced, use a proxy");
    }

    /// @dev What the precompile answers to closePkg, or nothing. In pieces, as the stack is small.
    function _seroClose(bytes32 id, bytes32 key) private returns (bytes memory) {
        (bool ok, bytes memory ret) = _sero(
            0,
            abi.encodeWithSelector(SERO_ASSETS.closePkg.selector, id, key)
        );
        return ok ? ret : new bytes(0);
    }

    /// @dev The first half of closePkg's answer.
    function _seroPackageAsset(bytes memory ret)
        private
        pure
        returns (bytes32, uint256, bytes32, bytes32)
    {
        return abi.decode(ret, (bytes32, uint256, bytes32, bytes32));
    }

    /// @dev The second half of closePkg's answer.
    function _seroPackageRest(bytes memory ret)
        private
        pure
        returns (address from, uint256 height, bytes memory memo, bytes memory data)
    {
        (, , , , from, height, memo, data) = abi.decode(
            ret,
            (bytes32, uint256, bytes32, bytes32, address, uint256, bytes, bytes)
        );
    }
}
